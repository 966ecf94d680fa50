"""What holds in every view: WCAG 2.2 AA by axe-core, no sideways scrolling, nothing from another host."""

from pathlib import Path

import pytest
from selenium import webdriver

from model.bundle import Bundle
from tests.browser.conftest import watched
from tests.browser.items import ITEMS
from tests.browser.page import Page
from tests.browser.site import serving

VIEWS = {
    "search": "#/search?q=red%20jacket&filter=price:%3C%3D500%20EUR",
    "item": "#/item/shirt-1",
    "compare": "#/compare?id=shoe-1&id=shoe-2",
    "graph": "#/graph/jacket-1",
    "path": "#/path?from=tent-1&to=shoe-2",
    "load": "#/load",
    "coverage": "#/quality/coverage",
    "merges": "#/quality/merges",
    "try": "#/quality/try",
    "model": "#/quality/model",
}
LOADED = {
    "search": ".facet",
    "item": ".similar",
    "compare": ".comparison",
    "graph": ".vertex",
    "path": ".paths",
    "load": ".drop",
    "coverage": ".coverage tbody th",
    "merges": "#merge-name",
    "try": ".spans tr",
    "model": ".figures, .section tbody",
}


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(page: Page, axe: str, view: str) -> None:
    page.open(VIEWS[view])
    page.find(LOADED[view])
    page.driver.execute_script(axe)
    assert page.violations() == []
    page.colours("dark")
    assert page.violations(["color-contrast"]) == []


def test_axe_finds_nothing_in_what_opens_on_the_page(page: Page, axe: str) -> None:
    page.open()
    page.driver.execute_script(axe)
    page.find("#q").send_keys("red jac")
    page.find("#q-list li")
    assert page.violations() == []
    page.open("#/path?from=tent-1")
    page.driver.execute_script(axe)
    page.find("#path-to").send_keys("shoes")
    page.find("#path-to-list li")
    assert page.violations() == []


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_scrolls_sideways_on_a_phone(page: Page, view: str) -> None:
    page.width(360)
    page.open(VIEWS[view])
    page.until(lambda: page.all(LOADED[view]), view)
    assert not page.overflows()


def test_the_page_works_below_a_path(driver: webdriver.Chrome, bundle: Bundle, tmp_path: Path) -> None:
    with serving(tmp_path / "shop", bundle, ITEMS[:2], root_path="/shop") as client:
        for page in watched(driver, client):
            page.open("shop/#/search?q=jacket")
            page.sees("2 items")
            page.click(".hits .title")
            page.sees("Similar items")
            assert page.driver.current_url.startswith(f"{page.address}/shop/#/item/jacket-")


@pytest.mark.parametrize("view", ["compare?id=%s&id=shirt-1", "graph/%s", "path?from=%s&to=shoe-2", "item/%s"])
def test_markup_stays_text_in_every_view(page: Page, view: str) -> None:
    page.open(f"#/{view % 'a/b%20c%3Fd%23%C3%A9'}")
    page.until(
        lambda: "onerror" in page.driver.execute_script("return document.querySelector('main').textContent"), "it"
    )
    assert page.driver.execute_script("return window.hit ?? null") is None
    assert page.all("main img, main script, main svg[onload]") == []


def test_a_service_that_is_away_is_a_sentence_and_comes_back_by_a_click(page: Page) -> None:
    page.open("#/search?q=tent")
    page.sees("Acme tent green")
    connected(page, False)
    try:
        page.find("#q").send_keys("s navy")
        page.sees("The service cannot be reached.")
    finally:
        connected(page, True)
    page.named("Try again").click()
    page.until(lambda: "Acme tent green" in page.texts(".hits .title"), "the tent again")


def connected(page: Page, there: bool) -> None:
    limits = {"offline": not there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.driver.execute_cdp_cmd("Network.enable", {})
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", limits)


def test_the_address_is_the_whole_state(page: Page) -> None:
    """Reloaded or shared, it shows the same search."""
    page.open("#/search?q=jacket")
    page.find("[data-key='facet color:red']").click()
    page.until(lambda: page.texts(".results-head h2") == ["2 items"], "2 items")
    before = page.texts(".understood .chip"), page.texts(".hits .title")
    address = page.driver.current_url
    page.driver.refresh()
    page.until(
        lambda: (page.texts(".understood .chip"), page.texts(".hits .title")) == before, "the same after a reload"
    )
    page.driver.get("about:blank")
    page.driver.get(address)
    page.until(lambda: (page.texts(".understood .chip"), page.texts(".hits .title")) == before, "the same when shared")
