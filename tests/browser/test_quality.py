"""The quality view: merges with preview and undo, the model's card, and a text to try."""

from dataclasses import replace
from pathlib import Path

import httpx
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from app.lifecycle.measures.calibrate import reliability_figures
from model.bundle import Bundle
from tests.browser.conftest import watched
from tests.browser.page import Page
from tests.browser.site import serving
from training.evaluation.calibration import reliability

BRANDS = ["Foo Bar"] * 8 + ["Foobar"]


def brands(site: httpx.Client) -> dict[str, int]:
    facets = site.get("/graph/search", params={"facet": "brand"}).json()["facets"]
    return {each["value"]: each["count"] for each in facets[0]["values"]}


def test_two_spellings_are_merged_and_the_merge_undone(own_page: Page, own_site: httpx.Client) -> None:
    items = [{"id": f"i{n}", "properties": {"brand": brand}} for n, brand in enumerate(BRANDS)]
    own_site.post("/items", json={"items": items}).raise_for_status()
    own_page.open("#/quality/merges")
    own_page.named("Look for likely merges").click()
    own_page.sees("foo bar 8 items ← foobar 1 item, because of its spacing")
    own_page.click(".merges button:nth-of-type(1)")
    own_page.sees("1 item would change: foobar (1 item)")
    assert brands(own_site) == {"foo bar": 8, "foobar": 1}
    own_page.click(".merges button:nth-of-type(2)")
    own_page.sees("1 item changed: foobar (1 item)")
    assert brands(own_site) == {"foo bar": 9}
    own_page.click(".merges button:nth-of-type(3)")
    own_page.sees("Undone: 1 item changed")
    assert brands(own_site) == {"foo bar": 8, "foobar": 1}
    own_page.sees("Nothing has been merged.")


def test_an_undone_alias_leaves_the_others(own_page: Page, own_site: httpx.Client) -> None:
    own_site.put("/vocabulary/brand/acme", json={"aliases": ["acme labs"], "display": "ACME"}).raise_for_status()
    own_page.open("#/quality/merges")
    for field, text in (("name", "brand"), ("value", "acme"), ("aliases", "acme works, acme trading")):
        own_page.find(f"#merge-{field}").send_keys(text)
    own_page.named("Merge").click()
    own_page.sees("0 items changed")
    (entry,) = own_site.get("/vocabulary").json()["entries"]
    assert (entry["aliases"], entry["display"]) == (["acme labs", "acme works", "acme trading"], "ACME")
    own_page.find(".card:nth-of-type(2) button:nth-of-type(3)").click()
    own_page.until(lambda: own_site.get("/vocabulary").json()["entries"][0]["aliases"] == ["acme labs"], "undone")


def test_a_merge_by_hand_is_completed_with_what_the_graph_has(page: Page) -> None:
    page.open("#/quality/merges")
    complete(page, "merge-name", "col", "color")
    complete(page, "merge-value", "nav", "navy")
    complete(page, "merge-aliases", "ink, gre", "green")
    assert page.find("#merge-aliases").get_attribute("value") == "ink, green"
    page.named("Preview").click()
    page.sees("2 items would change")


def complete(page: Page, field: str, typed: str, choice: str) -> None:
    """Types into a field, and takes the first completion, which must be `choice`."""
    page.find(f"#{field}").send_keys(typed)
    page.until(lambda: page.texts(f"#{field}-list li span:first-child")[:1] == [choice], choice)
    page.press(Keys.ARROW_DOWN, Keys.ENTER)


def test_a_merge_that_contradicts_itself_is_refused_in_a_sentence(own_page: Page) -> None:
    own_page.open("#/quality/merges")
    own_page.named("Merge").click()
    own_page.until(lambda: own_page.texts("[role=alert]"), "a sentence")


def test_what_is_missing_on_tents_is_seen(page: Page) -> None:
    page.open("#/quality/coverage")
    page.until(lambda: any(each.startswith("brand") for each in page.texts(".coverage tbody tr")), "the brands")
    page.find("#by").send_keys("each category")
    page.until(
        lambda: any(each.startswith("tent") for each in page.texts("#group option")), "a group for each category"
    )
    page.find("#group").send_keys("tent")
    page.until(lambda: "weight missing on all of them" in page.texts(".coverage tbody tr"), "what tents lack")
    assert {"brand", "color", "price"} <= {each.split()[0] for each in page.texts(".coverage tbody tr:not(.absent)")}


def test_values_that_one_item_has_are_listed(page: Page) -> None:
    page.open("#/quality/coverage")
    page.named("1: Show the values of size that one item has").click()
    page.until(lambda: page.texts("dialog .chip") == ["XL"], "the size")
    page.click("dialog .chip")
    page.until(lambda: page.texts(".hits .title") == ["😀 Nike shirt red"], "the item that has it")
    assert page.all("dialog") == []


def test_a_text_is_read_while_it_is_typed_and_the_slider_leaves_out(page: Page) -> None:
    page.open("#/quality/try")
    box = page.find("#trial")
    box.clear()
    box.send_keys("Adidas leather shoes 😀 navy")
    marks = "return [...document.querySelectorAll('.marked-text mark')].map((each) => each.textContent)"
    shown = ["Adidas", "leather", "shoes", "navy"]
    page.until(lambda: page.driver.execute_script(marks) == shown, "all spans")
    page.find("#threshold").send_keys(Keys.END)
    page.until(lambda: page.driver.execute_script(marks) == [], "none above 100%")
    assert set(page.texts(".spans td:last-child")) == {"left out"}


def test_the_card_of_the_model_has_its_labels_and_figures(page: Page, site: httpx.Client) -> None:
    page.open("#/quality/model")
    card = site.get("/model").json()
    page.sees(f"{card['name']} {card['version']}")
    assert page.texts(".section tbody th") == [each["label"] for each in card["labels"]]


def test_a_curve_shows_how_well_the_scores_hold(
    driver: webdriver.Chrome, bundle: Bundle, tmp_path: Path, axe: str
) -> None:
    outcomes = [(0.9, True)] * 9 + [(0.9, False)] + [(0.3, False)] * 30
    found = {"data": "texts.jsonl", **reliability_figures(reliability(outcomes))}
    training = {**bundle.manifest.training, "calibration": found}
    measured = replace(bundle, manifest=bundle.manifest.model_copy(update={"training": training}))
    with serving(tmp_path / "own", measured) as client:
        for page in watched(driver, client):
            page.open("#/quality/model")
            page.sees("Measured on 40 spans of texts.jsonl; the mean distance is 23%.")
            assert page.texts(".reliability tbody tr") == ["30% 0% 30", "90% 90% 10"]
            assert len(page.all(".curve circle")) == 2
            page.driver.execute_script(axe)
            assert page.violations() == []
            page.colours("dark")
            assert page.violations(["color-contrast"]) == []
