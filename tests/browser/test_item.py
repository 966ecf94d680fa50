"""The item view: marks with evidence, conflicts, what implies what, and giving a property."""

import httpx

from tests.browser.items import HOSTILE, HOSTILE_VALUE
from tests.browser.page import Page


def test_every_span_is_marked_and_explained_by_pointer_and_keyboard(page: Page) -> None:
    page.open("#/item/shirt-2")
    page.tab_to(".marked-text mark")
    page.until(lambda: "brand “Nike”, standard value “nike”, score" in page.find(".told").text, "the brand explained")
    marks = page.driver.execute_script(
        "return [...document.querySelectorAll('.marked-text mark')].map((each) => each.textContent)"
    )
    assert marks == ["Nike", "shirt", "navy", "leather"]


def test_why_is_this_item_blue(page: Page) -> None:
    page.open("#/item/shirt-2")
    page.sees("implied by “navy”")
    rows = page.texts(".properties tbody tr")
    assert any("blue" in each and "implied by “navy”" in each for each in rows), rows


def test_a_conflict_names_what_the_owner_gave(page: Page) -> None:
    page.open("#/item/shirt-1")
    page.sees("the owner gave “Adidas”, so this is not searched")
    assert "nike" in page.texts("tr.conflict")[0]


def test_offsets_are_code_points(page: Page) -> None:
    page.open("#/item/shirt-1")
    page.find(".marked-text mark.conflict")
    script = "return document.querySelector('.marked-text mark.conflict').textContent"
    assert page.driver.execute_script(script) == "Nike"


def test_similar_items_have_reasons(page: Page) -> None:
    page.open("#/item/shoe-1")
    page.sees("Similar items")
    page.until(lambda: "Adidas shoes red" in page.texts(".similar a")[:1], "the other shoes")
    assert "brand Adidas" in " ".join(page.texts(".similar li:first-child .chip"))


def test_a_given_property_is_kept_beside_the_earlier_ones(page: Page, site: httpx.Client) -> None:
    item = {"title": "Acme tent", "properties": {"price": "99.90 EUR", "color": ["navy"]}}
    site.put("/items/given", json=item).raise_for_status()
    page.open("#/item/given")
    page.named("Give or correct a property").click()
    page.find("#give-name").send_keys("capacity")
    page.find("#give-value").send_keys("2 people")
    page.named("Give").click()
    page.until(lambda: any("capacity" in each for each in page.texts(".properties tbody tr")), "the given property")
    stored = site.get("/items/given").json()["properties"]
    given = {(each["name"], each["value"]) for each in stored if each["source"] == "given"}
    assert {("price", "99.9 eur"), ("color", "navy"), ("color", "blue")} < given
    assert any(name == "capacity" for name, _ in given)
    site.delete("/items/given")


def test_a_suggestion_is_accepted_or_refused(own_page: Page, own_site: httpx.Client) -> None:
    props = {"brand": "acme", "fit": "slim", "care": "hand wash"}
    items = [{"id": f"s{n}", "title": "Red cotton shirt", "properties": props} for n in range(12)]
    own_site.post("/items", json={"items": [*items, {"id": "bare", "title": "Red cotton shirt"}]}).raise_for_status()
    own_page.open("#/item/bare")
    own_page.named("Refuse care").click()
    own_page.until(lambda: "care" not in " ".join(own_page.texts(".gaps strong")), "refused")
    own_page.named("Accept fit slim").click()
    own_page.until(lambda: any(each.startswith("fit") for each in own_page.texts(".properties tbody tr")), "accepted")
    own_page.until(lambda: own_page.texts(".gaps"), "the rest")
    assert not {"care", "fit"} & set(own_page.texts(".gaps strong"))
    given = [each["name"] for each in own_site.get("/items/bare").json()["properties"] if each["source"] == "given"]
    assert given == ["fit"]


def test_an_item_that_is_not_there_is_said_so(page: Page) -> None:
    page.open("#/item/nothing")
    page.sees("no item 'nothing'")


def test_markup_in_titles_and_values_stays_text(page: Page) -> None:
    page.open("#/search?q=quotes")
    page.until(lambda: HOSTILE in page.texts(".hits .title"), "the title as text")
    page.find(".hits .title").click()
    page.until(lambda: page.texts("h1") == [HOSTILE], "the heading as text")
    page.sees(HOSTILE_VALUE)
    assert page.driver.execute_script("return window.hit ?? null") is None
    assert page.all("main img, main script, main svg[onload]") == []
