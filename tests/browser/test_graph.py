"""The picture of the graph and the paths: what is shown, what clicks add, and what is saved."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.page import Page


def drawn(page: Page, kind: str) -> set[str | None]:
    """The names of the vertices of a kind, as screen readers say them."""
    script = "return [...document.querySelectorAll(arguments[0])].map((each) => each.getAttribute('aria-label'))"
    return set(page.driver.execute_script(script, f".vertex.{kind}"))


def test_a_neighborhood_is_drawn_and_grows_by_a_key(page: Page) -> None:
    page.open("#/graph/tent-1")
    page.until(lambda: "category: tent" in drawn(page, "property"), "the tent's category")
    before = drawn(page, "item")
    assert "item Acme tent green" in before
    assert "item Nike shirt navy" not in before
    focused = "document.querySelector('[data-key=\"property/brand/acme\"]').focus()"
    page.driver.execute_script(focused)
    page.press(Keys.ENTER)
    page.until(lambda: "open=property%2Fbrand%2Facme" in page.driver.current_url, "the address says so")
    assert page.texts(".panel h2") == ["brand: Acme"]
    page.driver.refresh()
    page.until(lambda: page.texts("h1") == ["Around Acme tent green"], "the same picture")


def test_rarer_properties_have_thicker_edges(page: Page) -> None:
    page.open("#/graph/jacket-1")
    page.find(".vertex.item")
    script = "return [...document.querySelectorAll('.edge')].map((each) => Number(each.getAttribute('stroke-width')))"
    assert len(set(page.driver.execute_script(script))) > 2


def test_a_property_can_be_hidden(page: Page) -> None:
    page.open("#/graph/jacket-2")
    page.until(lambda: "color: navy" in drawn(page, "property"), "the color")
    page.named("color").click()
    page.until(lambda: "color: navy" not in drawn(page, "property"), "no color")
    assert "category: jacket" in drawn(page, "property")


def test_two_items_are_picked_and_the_path_between_them_shown(page: Page) -> None:
    page.open("#/path")
    page.find("#path-from").send_keys("tent")
    page.until(lambda: page.texts("#path-from-list li"), "completions")
    page.press(Keys.ARROW_DOWN, Keys.ENTER)
    page.until(lambda: "from=tent-1" in page.driver.current_url, "one end")
    page.find("#path-to").send_keys("shoe-2")
    page.until(lambda: page.texts("#path-to-list li"), "completions")
    page.press(Keys.ENTER)
    page.sees("One further item connects them")
    assert page.find("#path-to").get_attribute("value") == "Adidas shoes red"
    assert any("jacket" in each and "red" in each for each in page.texts(".paths li")), page.texts(".paths li")


def test_pictures_are_saved(page: Page, tmp_path: Path) -> None:
    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    page.open("#/graph/tent-1")
    page.find(".vertex.item")
    page.named("Save as SVG").click()
    page.named("Save as PNG").click()
    svg, png = tmp_path / "graph.svg", tmp_path / "graph.png"
    page.until(lambda: svg.exists() and png.exists() and png.stat().st_size > 0, "both files")
    assert png.read_bytes().startswith(b"\x89PNG")
    texts = {each.text for each in ElementTree.parse(svg).iter("{http://www.w3.org/2000/svg}text")}
    assert {"Acme tent green", "tent"} <= texts


# A graph of 200 vertices: 20 properties of 180 items. Answers with the rectangles of the labels that are shown.
LARGE = """
  const done = arguments[0];
  const module = (name) => import(new URL(`explorer/js/graph/${name}.js`, document.baseURI));
  Promise.all([module("drawing"), module("layout")]).then(([{ picture }, { begin, settle }]) => {
    const vertex = (n) => n < 20
      ? { id: `p${n}`, label: "Property", name: "color", value: `value ${n}` }
      : { id: `i${n}`, label: "Item", item: `i${n}`, title: `An item with the number ${n}` };
    const vertices = Array.from({ length: 200 }, (_, n) => vertex(n));
    const edge = (n, to) => ({ from: `i${n}`, to: `p${to % 20}` });
    const two = (n) => [edge(n + 20, n), edge(n + 20, n * 7 + 3)];
    const edges = vertices.slice(20).flatMap((_, n) => two(n).slice(0, n % 6 ? 1 : 2));
    begin(vertices, edges);
    settle(vertices, edges);
    const { canvas, draw } = picture("large");
    document.getElementById("main").replaceChildren(canvas);
    draw({ vertices, edges }, () => {}, new Set(["p0"]));
    const labels = canvas.querySelectorAll(".vertex:not(.crowded) text");
    const boxes = [canvas, ...labels].map((each) => each.getBoundingClientRect());
    done(boxes.map(({ left, top, right, bottom }) => [left, top, right, bottom]));
  });
"""


@pytest.mark.parametrize(("width", "least"), [(1280, 45), (360, 9)])
def test_two_hundred_vertices_have_labels_that_can_be_read(page: Page, width: int, least: int) -> None:
    page.width(width)
    page.open("#/quality/model")
    page.find(".section")
    outer, *labels = page.driver.execute_async_script(LARGE)
    assert len(labels) >= least
    for n, one in enumerate(labels):
        assert outer[0] <= one[0] < one[2] <= outer[2]
        assert outer[1] <= one[1] < one[3] <= outer[3]
        # The letters of a label leave some of its box free.
        overlapping = [each for each in labels[:n] if min(one[2], each[2]) - max(one[0], each[0]) > 4]
        assert not [each for each in overlapping if min(one[3], each[3]) - max(one[1], each[1]) > 4]
