"""A service with keys: the page asks for one, keeps it for the tab, and explains what it does not allow."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from app.access.keys import Scope, new_key, write_key
from model.bundle import Bundle
from tests.browser.conftest import watched
from tests.browser.page import Page
from tests.browser.site import serving

ADMIN = "an-admin-token-of-this-test"
SECRET, KEY = new_key("reader", frozenset({Scope.READ}))


@pytest.fixture
def guarded(bundle: Bundle, tmp_path: Path) -> Iterator[httpx.Client]:
    keys = json.dumps([write_key(KEY)])
    with serving(tmp_path / "guarded", bundle, api_keys=keys, admin_token=ADMIN) as client:
        client.headers["Authorization"] = f"Bearer {ADMIN}"
        client.put("/items/a", json={"title": "Acme tent"}).raise_for_status()
        yield client


@pytest.fixture
def page(driver: webdriver.Chrome, guarded: httpx.Client) -> Iterator[Page]:
    yield from watched(driver, guarded)


def test_a_key_is_asked_for_once_and_kept_for_the_tab(page: Page) -> None:
    page.open()
    page.find("#key").send_keys("wrong", Keys.ENTER)
    page.sees("The service refused this key.")
    page.find("#key").send_keys(SECRET, Keys.ENTER)
    page.sees("Acme tent")
    page.driver.refresh()
    page.sees("Acme tent")
    assert page.all("dialog") == []
    assert SECRET not in page.driver.page_source


def test_what_a_key_does_not_allow_is_said_in_a_sentence(page: Page) -> None:
    page.open("#/item/a")
    page.find("#key").send_keys(SECRET, Keys.ENTER)
    page.named("Give or correct a property").click()
    page.find("#give-name").send_keys("color")
    page.find("#give-value").send_keys("red", Keys.ENTER)
    page.sees("this call needs the scope write")


def test_axe_finds_nothing_in_the_question(page: Page, axe: str) -> None:
    page.open()
    page.find("#key")
    page.driver.execute_script(axe)
    assert page.violations() == []


def test_without_a_key_the_page_says_what_is_missing(page: Page) -> None:
    page.open()
    page.find("#key").send_keys(Keys.ESCAPE)
    page.sees("this call needs a key")
