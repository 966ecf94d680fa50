"""What holds in every view: WCAG 2.2 AA by axe-core, no sideways scrolling, nothing from another host."""

import pytest

from tests.browser.page import Page

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


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_scrolls_sideways_on_a_phone(page: Page, view: str) -> None:
    page.width(360)
    page.open(VIEWS[view])
    page.until(lambda: page.all(LOADED[view]), view)
    assert not page.overflows()
