"""Large answers stay quick: the browser's own timing."""

import httpx

from tests.browser.page import Page

# Between an address and the first picture after its content, in milliseconds, on a busy machine with two cores.
PATIENCE = 5000


def rendered(page: Page, path: str, selector: str) -> float:
    """Opens an address, and returns the milliseconds until the element is there and painted."""
    page.open(path)
    there = "return document.querySelector(arguments[0]) !== null"
    page.until(lambda: page.driver.execute_script(there, selector) or None, selector)
    script = "requestAnimationFrame(() => requestAnimationFrame(() => arguments[0](performance.now())))"
    return float(page.driver.execute_async_script(script))


def test_a_text_of_100_000_characters_is_shown_with_all_its_spans(own_page: Page, own_site: httpx.Client) -> None:
    sentence = "A red leather shoe, and 😀 a navy cotton shirt of Acme. "
    text = (sentence * (100_000 // len(sentence) + 1))[:100_000]
    own_site.put("/items/long", json={"title": "Long", "text": text}).raise_for_status()
    assert rendered(own_page, "#/item/long", ".marked-text mark") < PATIENCE
    assert own_page.driver.execute_script("return document.querySelectorAll('.marked-text mark').length") > 10_000


def test_a_facet_of_many_values_is_shown(own_page: Page, own_site: httpx.Client) -> None:
    items = [{"id": f"i{n}", "properties": {"code": [f"code {n} {m}" for m in range(10)]}} for n in range(120)]
    own_site.post("/items", json={"items": items}).raise_for_status()
    assert rendered(own_page, "#/search", ".facet") < PATIENCE
    own_page.sees("rarer values")
