"""The comparison: chosen by boxes, the same and the different, and as CSV."""

import csv
import io

from tests.browser.page import Page


def test_chosen_items_are_compared(page: Page) -> None:
    page.open("#/search?q=adidas%20shoes")
    page.named("Compare Adidas shoes blue").click()
    page.named("Compare Adidas shoes red").click()
    page.sees("2 items chosen")
    page.click(".tray a.primary")
    page.until(lambda: page.texts("h1") == ["Compare 2 items"], "the comparison")
    rows = {each.split()[0]: each for each in page.texts(".comparison tbody tr")}
    assert "same" in rows["brand"]
    assert "different" in rows["color"]
    assert "500 g as “0.5 kg”" in rows["weight"], "in the unit of the other item"
    assert "700 g as" not in rows["weight"]
    page.named("Only differences").click()
    page.until(lambda: not any(each.startswith("brand") for each in page.texts(".comparison tbody tr")), "differences")


def test_a_number_that_is_only_written_differently_is_not_said_twice(page: Page) -> None:
    page.open("#/compare?id=jacket-1&id=jacket-2")
    page.find(".comparison")
    (price,) = [each for each in page.texts(".comparison tbody tr") if each.startswith("price")]
    assert "EUR" in price
    assert " as " not in price, price


def test_a_comparison_is_copied_as_csv(page: Page) -> None:
    grant = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": page.address}
    page.driver.execute_cdp_cmd("Browser.grantPermissions", grant)
    page.open("#/compare?id=shoe-1&id=shoe-2")
    page.named("Copy as CSV").click()
    page.sees("Copied")
    script = "navigator.clipboard.readText().then(arguments[0])"
    rows = list(csv.reader(io.StringIO(page.driver.execute_async_script(script))))
    assert rows[0] == ["property", "Adidas shoes blue", "Adidas shoes red", "verdict"]
    assert ["weight", "500 g", "700 g", "different"] in rows
