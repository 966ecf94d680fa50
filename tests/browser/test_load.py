"""Loading: the sample items by a click, and files with the proposed mapping."""

import csv
import io
import json
from pathlib import Path

import httpx
import pytest

from tests.browser.page import Page

TABLE = """Artikelnummer;Titel;Beschreibung;Farbe;Preis
A-1;"Trail jacket; red";"A jacket with a ""hood"", and more words than a value of a property has.";Rot;129,00 EUR
A-2;Blue tent;For two;navy;-
;Nothing;;;
"""


def test_an_empty_graph_gets_the_sample_items_by_a_click(own_page: Page, own_site: httpx.Client) -> None:
    own_page.open()
    own_page.sees("The graph has no items yet.")
    own_page.named("Load 300 sample items").click()
    own_page.until(lambda: own_page.texts(".results-head h2") == ["300 items"], "300 items")
    assert own_site.get("/readyz").json()["items"] == 300


def test_a_table_is_loaded_by_the_mapping_that_its_reader_sees(
    own_page: Page, own_site: httpx.Client, tmp_path: Path
) -> None:
    (tmp_path / "artikel.csv").write_text(TABLE, "utf-8")
    own_page.open("#/load")
    own_page.find("#file").send_keys(str(tmp_path / "artikel.csv"))
    own_page.until(lambda: own_page.texts(".mapping tbody tr"), "the mapping")
    chosen = own_page.driver.execute_script(
        "return [...document.querySelectorAll('.mapping select')].map((e) => e.value)"
    )
    assert chosen == ["id", "title", "text", "property", "property"]
    name = own_page.find("input[aria-label='Name of the property Farbe']")
    name.clear()
    name.send_keys("color")
    own_page.named("Load 3 items").click()
    own_page.sees("2 created, 0 updated, 0 unchanged, 1 error")
    assert [each.split()[0] for each in own_page.texts(".errors tbody tr")] == ["4"]
    stored = own_site.get("/items/A-1").json()
    assert stored["title"] == "Trail jacket; red"
    assert '"hood"' in stored["text"]
    given = {each["name"]: each["display"] for each in stored["properties"] if each["source"] == "given"}
    assert given["color"] == "Rot"
    assert {each["value"] for each in own_site.get("/items/A-2").json()["properties"] if each["name"] == "color"} >= {
        "navy"
    }


def test_a_dropped_file_of_json_lines_without_ids_is_named_by_its_lines(own_page: Page, own_site: httpx.Client) -> None:
    own_page.open("#/load")
    own_page.find(".drop")
    lines = '{"title": "Acme tent", "properties": {"color": ["red", "blue"]}}\nnonsense\n'
    drop = """
      const data = new DataTransfer();
      data.items.add(new File([arguments[0]], "items.jsonl"));
      document.querySelector(".drop").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true}));
    """
    own_page.driver.execute_script(drop, lines)
    own_page.sees("No column gives an id")
    own_page.named("Load 2 items").click()
    own_page.sees("1 created, 0 updated, 0 unchanged, 1 error")
    assert {"red", "blue"} <= {each["value"] for each in own_site.get("/items/items.jsonl-1").json()["properties"]}


def test_a_file_that_cannot_be_read_is_said_so_in_a_sentence(own_page: Page, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('[{"id": 1},')
    own_page.open("#/load")
    own_page.find("#file").send_keys(str(tmp_path / "broken.json"))
    own_page.sees("broken.json is no JSON")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_are_read_as_python_reads_them(own_page: Page, delimiter: str) -> None:
    own_page.open()
    rows = [
        ["id", "title", "note"],
        ["1", 'a "quoted", word; with | and\ttab', ""],
        ["2", "two\r\nlines", 'ends with "'],
        ["3", "😀 é ", " spaces "],
    ]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    script = """
      const [text, done] = arguments;
      const module = import(new URL("explorer/js/load/csv.js", document.baseURI));
      module.then((csv) => done(JSON.stringify(csv.readCsv(text))));
    """
    found = json.loads(own_page.driver.execute_async_script(script, file.getvalue()))
    assert [each["cells"] for each in found] == rows
    assert [each["line"] for each in found] == [1, 2, 3, 5]
