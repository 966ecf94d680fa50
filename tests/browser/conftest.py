"""A browser, and the service that it looks at."""

import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from selenium import webdriver

from model.bundle import Bundle
from tests.browser.chromium import installed, launched
from tests.browser.items import ITEMS
from tests.browser.page import Page
from tests.browser.site import serving
from tests.parts import require

AXE_CORE = "4.14.1"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "axe-core"


@pytest.fixture(scope="session")
def driver() -> Iterator[webdriver.Chrome]:
    """One browser for all tests."""
    require("Chromium with chromedriver", installed())
    with launched() as driver:
        yield driver


@pytest.fixture(scope="session")
def site(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The service with the items of `tests.browser.items`. Tests that write use items of their own."""
    with serving(tmp_path_factory.mktemp("site"), bundle, ITEMS) as client:
        yield client


@pytest.fixture(scope="session")
def spare_site(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A second service, without items."""
    with serving(tmp_path_factory.mktemp("spare"), bundle) as client:
        yield client


@pytest.fixture
def own_site(spare_site: httpx.Client) -> Iterator[httpx.Client]:
    """The second service, for one test alone; afterwards it is empty again, because a start takes longer."""
    yield spare_site
    empty(spare_site)


@pytest.fixture
def own_page(driver: webdriver.Chrome, own_site: httpx.Client) -> Iterator[Page]:
    """A page of the empty service."""
    yield from watched(driver, own_site)


@pytest.fixture
def page(driver: webdriver.Chrome, site: httpx.Client) -> Iterator[Page]:
    """A wide, light tab without a page. Afterwards it must have said no error, and asked no other host."""
    yield from watched(driver, site)


def empty(site: httpx.Client) -> None:
    """Deletes all items and all merges of a service."""
    for entry in site.get("/vocabulary").json()["entries"]:
        site.delete(f"/vocabulary/{entry['name']}/{entry['value']}").raise_for_status()
    for line in site.get("/graph/export", params={"format": "jsonl"}).text.splitlines():
        site.delete(f"/items/{quote(json.loads(line)['id'])}").raise_for_status()


def watched(driver: webdriver.Chrome, site: httpx.Client) -> Iterator[Page]:
    """Yields a page of a service, and checks what it did."""
    page = Page(driver, str(site.base_url).rstrip("/"))
    page.width(1280)
    page.colours("light")
    page.open("explorer/icon.svg")  # The smallest answer of the service: a page takes longer.
    driver.execute_script("sessionStorage.clear(); localStorage.clear()")
    page.hosts()
    page.errors()
    yield page
    assert page.errors() == []
    assert page.hosts() <= {site.base_url.netloc.decode()}


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from npm, kept in a cache."""
    file = CACHE / AXE_CORE / "axe.min.js"
    if not file.exists():
        require("npm", bool(shutil.which("npm")))
        file.parent.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"axe-core@{AXE_CORE}"],
            cwd=file.parent,
            capture_output=True,
            text=True,
            check=True,
        )
        with tarfile.open(file.parent / packed.stdout.strip()) as archive:
            source = archive.extractfile("package/axe.min.js")
            assert source
            file.write_bytes(source.read())
    return file.read_text("utf-8")
