"""`itemgraph reextract`: what another model changes, shown and written."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from app.graph.sqlite import SqliteStore
from model.bundle import Bundle
from tests.contract.items import item
from tests.unit.app.cli.conftest import Run


@pytest.fixture
def folder(tmp_path: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A graph whose items no model has read, and a model that looks words up."""
    monkeypatch.setenv("MODEL", str(bundle.folder))
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as store:
        store.upsert([item("a", "Red cotton shirt", "price:5 EUR"), item("b")])
    return tmp_path


def properties(folder: Path) -> list[str]:
    with closing(SqliteStore(folder / "graph.sqlite")) as store:
        return [each.name for each in store.page(1)[0].properties]


def test_dry_run_shows_what_would_change_and_writes_nothing(run: Run, folder: Path) -> None:
    ran = run("reextract", "--dry-run", "--data-dir", folder)
    assert ran.status == 0, ran.err
    assert ran.out.splitlines()[0] == "2 items read again: 3 properties gained, 0 lost, 0 changed"
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ran.out.splitlines() if line.startswith("│")]
    assert ["color", "1", "0", "0"] in rows
    assert "Nothing was written" in ran.err
    assert properties(folder) == ["price"]


def test_json_has_the_counts_by_property(run: Run, folder: Path) -> None:
    answer = json.loads(run("reextract", "--dry-run", "--data-dir", folder, "--json").out)
    assert (answer["items"], answer["changed"], answer["written"]) == (2, 2, 0)
    assert {"name": "color", "gained": 1, "lost": 0, "kept": 0} in answer["properties"]
    answer = json.loads(run("reextract", "--data-dir", folder, "--json").out)
    assert (answer["items"], answer["changed"], answer["written"]) == (2, 2, 2)
    assert {"color", "price"} <= set(properties(folder))


def test_items_are_read_again_while_no_property_changes(run: Run, folder: Path) -> None:
    run("reextract", "--data-dir", folder)
    ran = run("reextract", "--dry-run", "--data-dir", folder)
    assert ran.out.splitlines()[0] == "2 items read again: 0 properties gained, 0 lost, 0 changed"


def test_folder_without_a_graph_is_named_and_not_created(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    ran = run("reextract", "--dry-run", "--data-dir", folder)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"error: {folder / 'graph.sqlite'}: no graph; expected the DATA_DIR")
    assert not folder.exists()
