"""The mapping file of a load."""

import tomllib
from pathlib import Path

import pytest

from app.cli.loading.plan import Plan, propose_plan, read_plan
from app.errors import SettingsError
from tests.unit.app.cli.conftest import Run

MAPPING = """
[columns]
artikelnr = "id"
Bezeichnung = "title"
Beschreibung = "text"
Notiz = "text"
Preis = "property:price"
name = "property"
Lager = "ignore"

[constants]
brand = "Acme"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "map.toml"
    path.write_text(MAPPING, "utf-8")
    return path


def test_columns_become_what_the_file_says(file: Path) -> None:
    record = {
        "ArtikelNr": 7,
        "Bezeichnung": "Jacke",
        "Beschreibung": "warm",
        "Notiz": "neu",
        "Preis": "5 €",
        "name": "N",
    }
    assert read_plan(file).apply({**record, "Lager": 3, "Farbe": "blau"}) == {
        "Farbe": "blau",
        "id": 7,
        "title": "Jacke",
        "text": "warm\nneu",
        "properties": {"brand": "Acme", "price": "5 €", "name": "N"},
    }


def test_constant_yields_to_the_record_of_an_item(file: Path) -> None:
    assert read_plan(file).apply({"id": "a", "properties": {"brand": "Own"}})["properties"] == {"brand": "Own"}


def test_exported_item_stays_as_it_is(file: Path) -> None:
    exported = {"id": "a", "name": "N", "properties": []}
    assert read_plan(file).apply(exported) == exported


def test_without_a_file_columns_become_what_they_are() -> None:
    assert Plan().apply({"id": "a", "price": {"eur": 5}, "properties": None}) == {
        "id": "a",
        "price.eur": 5,
        "properties": {},
    }


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("[columns", "expected TOML"),
        ("columns = 1", r"expected \[columns\] and \[constants\] as tables"),
        ("[column]\na = 'id'", r"expected \[columns\] and \[constants\], found 'column'"),
        ("[columns]\na = 'name'", "a = 'name': expected id, title, text, url, image, property, property:NAME, ignore"),
        ("[columns]\na = 'property:'", "a = 'property:': expected"),
        ("[columns]\na = 5", "a = 5: expected"),
    ],
)
def test_fault_of_a_file_is_named(tmp_path: Path, content: str, fault: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=fault):
        read_plan(path)


def test_proposal_is_a_mapping_file_with_the_first_items(tmp_path: Path) -> None:
    record = {"Handle": "freya", "Title": "Freya", "Body (HTML)": "<p>Nice</p>", "Notes": "x" * 65, "Vendor": "Ac\nme"}
    proposed = propose_plan([record] * 5)
    assert tomllib.loads(proposed) == {
        "columns": {"Handle": "id", "Title": "title", "Body (HTML)": "text", "Notes": "text", "Vendor": "property"},
        "constants": {},
    }
    path = tmp_path / "map.toml"
    path.write_text(proposed, "utf-8")
    assert read_plan(path).apply(record) == {
        "id": "freya",
        "title": "Freya",
        "text": f"<p>Nice</p>\n{'x' * 65}",
        "properties": {"Vendor": "Ac\nme"},
    }
    assert proposed.count("'id': 'freya'") == 3


def test_file_is_inspected_then_loaded_by_the_proposal(run: Run, url: str, tmp_path: Path) -> None:
    file, mapping = tmp_path / "a.csv", tmp_path / "map.toml"
    file.write_bytes("Artikelnummer;Bezeichnung;Preis\n4711;Red shirt;5 €\n".encode("windows-1252"))
    ran = run("load", file, "--inspect", "--encoding", "windows-1252")
    assert ran.status == 0, ran.err
    mapping.write_text(ran.out.replace('"Preis" = "property"', '"Preis" = "property:price"'), "utf-8")
    ran = run("load", file, "--mapping", mapping, "--encoding", "windows-1252", "--url", url)
    assert (ran.status, ran.out.split(" in ")[0]) == (0, "1 created, 0 errors"), ran.err
    shown = run("get", "4711", "--url", url).out
    assert "title: Red shirt" in shown
    assert "│ price    │ 5 eur" in shown
    assert "│ 5 €" in shown
