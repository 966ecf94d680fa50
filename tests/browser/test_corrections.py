"""Corrections by click and by key, in the item view, and the history of an item."""

from typing import Any

import httpx
import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.page import Page

ITEM = {"title": "😀 Acme tent navy", "text": "A tent for two, with a red leather label and a midnight floor."}


@pytest.fixture
def item(page: Page, site: httpx.Client) -> Any:
    """An item of its own, shown; afterwards it is deleted."""
    site.put("/items/corrected", json=ITEM).raise_for_status()
    page.open("#/item/corrected")
    page.sees("Is it right?")
    yield "/items/corrected"
    site.delete("/items/corrected")


def properties(site: httpx.Client, item: str) -> dict[tuple[str, str], str]:
    return {(each["name"], each["value"]): each["source"] for each in site.get(item).json()["properties"]}


def test_a_value_is_right_and_another_wrong_and_both_are_undone(page: Page, site: httpx.Client, item: str) -> None:
    page.find("#by").send_keys("anna", Keys.TAB)
    page.named("Right: color navy").send_keys(Keys.ENTER)
    page.sees("navy is right")
    assert page.driver.switch_to.active_element.text == "Properties"
    page.named("Wrong: material leather").click()
    page.sees("material: leather is wrong")
    found = properties(site, item)
    assert found["color", "navy"] == "corrected"
    assert ("material", "leather") not in found
    assert {each["by"] for each in site.get(f"{item}/corrections").json()["corrections"]} == {"anna"}
    page.named("Undo: material: leather is wrong").click()
    page.named("Right: material leather")
    page.named("Undo: color: navy is right").click()
    page.sees("None. Say in the table whether a value is right.")
    assert properties(site, item)["color", "navy"] == "extracted"


def test_a_value_is_changed_by_keys_alone(page: Page, site: httpx.Client, item: str) -> None:
    page.tab_to("[aria-label='Change: color red']")
    page.press(Keys.ENTER)
    page.press("green", Keys.ENTER)
    page.sees("color: red is wrong, green is right")
    found = properties(site, item)
    assert found["color", "green"] == "corrected"
    assert ("color", "red") not in found
    page.until(
        lambda: any("corrected" in each and "green" in each for each in page.texts(".moments li")), "the history"
    )


def test_words_are_marked_as_they_are_typed(page: Page, site: httpx.Client, item: str) -> None:
    page.tab_to("summary")
    page.press(Keys.ENTER, Keys.TAB, "midnight", Keys.TAB, "color", Keys.TAB, "blue", Keys.ENTER)
    page.sees("color: “midnight” says blue")
    (made,) = site.get(f"{item}/corrections").json()["corrections"]
    assert made["span"]["text"] == "midnight" == ITEM["text"][made["span"]["start"] : made["span"]["end"]]
    page.until(lambda: "midnight" in page.texts(".marked-text mark"), "the mark")


def test_words_are_marked_as_they_are_selected(page: Page, site: httpx.Client, item: str) -> None:
    select = """
      const text = document.querySelector("[data-field=title]");
      const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) if (walk.currentNode.data.includes("Acme")) break;
      const at = walk.currentNode.data.indexOf("Acme");
      getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + 4);
      text.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
    """
    page.driver.execute_script(select)
    assert page.find("#mark-words").get_attribute("value") == "Acme"
    page.find("#mark-name").send_keys("maker", Keys.ENTER)
    page.sees("marked “Acme”")
    (made,) = site.get(f"{item}/corrections").json()["corrections"]
    assert made["span"] == {"field": "title", "start": 2, "end": 6, "text": "Acme"}


def test_words_that_do_not_stand_there_are_said_so(page: Page, item: str) -> None:
    page.named("Mark words as a property").click()
    page.find("#mark-words").send_keys("yellow")
    page.find("#mark-name").send_keys("color", Keys.ENTER)
    page.sees("Neither title nor text says “yellow”.")


def test_people_who_disagree_are_shown(page: Page, site: httpx.Client, item: str) -> None:
    for action, by in (("accept", "anna"), ("reject", "ben")):
        said = {"action": action, "property": "color", "value": "navy", "by": by}
        site.post(f"{item}/corrections", json=said).raise_for_status()
    page.open("#/item/corrected")
    page.sees("people disagree")


def test_what_is_not_allowed_is_a_sentence(page: Page, site: httpx.Client, item: str) -> None:
    page.named("Change: color red").click()
    field = page.named("Right value of color instead of red")
    field.clear()
    field.send_keys("!", Keys.ENTER)
    page.until(lambda: "expected a value of color" in " ".join(page.texts("[role=alert]")), "a sentence")
    page.named("Change: color red")


def test_axe_finds_nothing_in_corrections(page: Page, site: httpx.Client, item: str, axe: str) -> None:
    said = {"action": "reject", "property": "color", "value": "navy", "by": "anna", "note": "it is black"}
    site.post(f"{item}/corrections", json=said).raise_for_status()
    page.open("#/item/corrected")
    page.named("Change: color red").click()
    page.named("Mark words as a property").click()
    page.sees("it is black")
    page.sees("writes are kept")
    page.driver.execute_script(axe)
    assert page.violations() == []
    page.colours("dark")
    assert page.violations(["color-contrast"]) == []
