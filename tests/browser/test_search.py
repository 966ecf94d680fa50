"""The search view: what was understood, filters, reasons, the address, and the keyboard."""

import httpx
from selenium.webdriver.common.keys import Keys

from tests.browser.page import Page


def heading(page: Page) -> str:
    return "".join(page.texts(".results-head h2"))


def test_a_search_shows_what_was_understood_and_why_an_item_is_found(page: Page) -> None:
    page.open()
    page.find("#q").send_keys("waterproof jacket under 150 eur", Keys.ENTER)
    page.until(lambda: heading(page) == "2 items", "2 items")
    chips = page.texts(".understood .chip")
    assert any("“jacket” → category jacket" in each for each in chips), chips
    assert any("price up to 150 EUR" in each for each in chips), chips
    assert "category is jacket" in page.texts(".hit:first-child .reason")
    assert {"waterproof", "jacket"} <= set(page.texts(".hit:first-child .title mark"))


def test_chips_pin_exclude_and_drop(page: Page) -> None:
    page.open("#/search?q=red%20jacket")
    page.named("Pin color red: require it").click()
    page.until(lambda: page.texts(".hits .title") and all("red" in each for each in page.texts(".hits .title")), "red")
    assert "filter=color%3Ared" in page.driver.current_url
    page.named("Not: turn around color is red").click()
    page.until(lambda: not any("in red" in each for each in page.texts(".hits .title")), "no red item")
    page.named("Remove the filter: color is not red").click()
    page.until(lambda: "filter" not in page.driver.current_url, "no filter")
    page.named("Drop “jacket” from the query").click()
    page.until(lambda: heading(page) == "12 items", "all items")
    assert page.find("#q").get_attribute("value") == "red jacket", "the words stay"
    page.named("Use “jacket” again").click()
    page.until(lambda: heading(page) == "6 items", "the jackets")


def test_a_facet_narrows_and_back_widens(page: Page) -> None:
    page.open("#/search?q=jacket")
    page.until(lambda: heading(page) == "6 items", "6 items")
    page.find("[data-key='facet color:navy']").click()
    page.until(lambda: heading(page) == "2 items", "2 items")
    page.driver.back()
    page.until(lambda: heading(page) == "6 items", "6 items again")
    assert page.find("#q").get_attribute("value") == "jacket"


def test_numbers_have_sliders(page: Page) -> None:
    page.open("#/search?q=jacket")
    slider = page.until(lambda: next(iter(page.all("input[aria-label='Highest price']")), None), "slider")
    slider.send_keys(Keys.HOME, *[Keys.ARROW_RIGHT] * 60)
    page.until(lambda: "filter=price" in page.driver.current_url, "a filter of the price")
    page.until(lambda: heading(page) in ("2 items", "3 items"), "fewer items")


def test_the_keyboard_alone_searches_opens_and_returns(page: Page) -> None:
    page.open()
    page.sees("items")
    page.press("/")
    page.press("navy shirt", Keys.ENTER)
    page.until(lambda: page.texts(".hits .title")[:1] == ["Nike shirt navy"], "the shirt")
    page.press(Keys.ARROW_DOWN)
    page.press(Keys.ENTER)
    page.until(lambda: page.texts("h1") == ["Nike shirt navy"], "the item's page")
    page.driver.back()
    page.until(lambda: page.find("#q").get_attribute("value") == "navy shirt", "the search")


def test_typing_searches_and_is_one_step_of_the_history(page: Page) -> None:
    page.open("#/search?q=tent")
    page.until(lambda: heading(page) == "1 item", "1 item")
    box = page.find("#q")
    box.clear()
    box.send_keys("leather shoes")
    page.until(lambda: set(page.texts(".hits .title")[:2]) == {"Adidas shoes blue", "Adidas shoes red"}, "shoes")
    page.driver.back()
    page.until(lambda: box.get_attribute("value") == "tent", "the first search")


def test_variants_are_collapsed(own_page: Page, own_site: httpx.Client) -> None:
    items = [{"id": f"v{color}", "title": f"Acme shirt {color}"} for color in ("red", "navy", "blue")]
    own_site.post("/items", json={"items": [*items, {"id": "other", "title": "Nike shoes"}]}).raise_for_status()
    own_page.open()
    own_page.until(lambda: len(own_page.texts(".hits .title")) == 4, "all items")
    own_page.named("Collapse variants").click()
    own_page.until(lambda: len(own_page.texts(".hits .title")) == 2, "one shirt, and the shoes")
    assert "distinct=variant" in own_page.driver.current_url


def test_a_search_without_hits_says_what_to_do(page: Page) -> None:
    page.open("#/search?q=tent&filter=color:red")
    page.sees("No item meets this search. Remove a filter, or drop a word.")


def test_a_wrong_filter_is_explained_in_a_sentence(page: Page) -> None:
    page.open("#/search?filter=price:%3C%3Dmuch")
    page.until(lambda: page.texts("[role=alert]"), "a sentence")
    assert "price:<=much" in page.texts("[role=alert]")[0]


def test_a_completion_says_what_it_means_and_is_taken_by_keys(page: Page) -> None:
    page.open()
    page.find("#q").send_keys("red jac")
    page.until(lambda: any(each.startswith("red jacket category") for each in page.texts("#q-list li")), "the category")
    page.press(Keys.ARROW_DOWN, Keys.ENTER)
    page.until(lambda: page.find("#q").get_attribute("value") == "red jacket", "the completed query")
    assert page.all("#q-list:not([hidden])") == []


def test_a_facet_is_searched_inside_and_shown_whole(own_page: Page, own_site: httpx.Client) -> None:
    items = [{"id": f"i{n}", "properties": {"tag": [f"code {n} {m}" for m in "abcdefghij"]}} for n in range(12)]
    own_site.post("/items", json={"items": items}).raise_for_status()
    own_page.open()
    own_page.sees("and 70 rarer values")
    own_page.find("[aria-label='Search in tag']").send_keys("11 b")
    own_page.until(lambda: own_page.texts(".facet-values li") == ["code 11 b 1"], "the value that was sought")
    own_page.find("[aria-label='Search in tag']").clear()
    own_page.find("[aria-label='Search in tag']").send_keys("code")
    own_page.named("Show").click()
    own_page.until(lambda: len(own_page.texts(".facet-values li")) == 120, "all values")
