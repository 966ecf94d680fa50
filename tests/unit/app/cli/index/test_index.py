"""`itemgraph index`: the saved index shown, rebuilt and compared with the graph."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.graph.sqlite import SqliteStore
from app.index.embedded.upkeep.bases import Bases
from tests.contract.items import item
from tests.unit.app.cli.conftest import Run
from tests.unit.app.index.embedded.upkeep.test_bases import ENGLISH


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as store:
        store.upsert([item(f"i{n}", f"Red shoe {n}", "color:red", f"price:{n} EUR") for n in range(5)])
    return tmp_path


def test_a_rebuilt_index_is_shown_and_is_what_the_graph_has(run: Run, folder: Path) -> None:
    said = run("index", "status", "--data-dir", folder).out.splitlines()[1]
    assert (said[:19], "up to 5,000 items" in said) == ("no usable index in ", True)
    assert run("index", "rebuild", "--data-dir", folder).out.startswith("5 items saved in ")
    with closing(SqliteStore(folder / "graph.sqlite")) as store:
        store.upsert([item("new", "Blue shoe", "color:blue"), item("i1", "Boots", "color:red")])
        store.delete("i2")
    answer = json.loads(run("index", "status", "--data-dir", folder, "--json").out)
    assert (answer["items"], answer["graph"], answer["behind"]) == (5, 5, 3)
    assert answer["bytes"] > 0
    ran = run("index", "verify", "--data-dir", folder)
    assert (ran.status, "shows what the graph has" in ran.out) == (0, True), ran.out


def test_verify_names_what_differs(run: Run, folder: Path) -> None:
    run("index", "rebuild", "--data-dir", folder)
    with closing(sqlite3.connect(folder / "graph.sqlite")) as connection, connection:
        # As no service writes: without the log of changes.
        connection.execute("UPDATE item SET title = 'Green shoe' WHERE id = 'i1'")
        connection.execute("UPDATE property SET display = 'RED' WHERE value = 'red'")
    ran = run("index", "verify", "--data-dir", folder)
    assert ran.status == 1
    assert "item 'i1' has other words, values or times" in ran.out
    assert "value 'color:red' is ('red', 'nan', 'nan', None, 5); expected ('RED', 'nan', 'nan', None, 5)" in ran.out
    assert len(ran.out.splitlines()) == 2


def test_verify_without_an_index_fails(run: Run, folder: Path) -> None:
    ran = run("index", "verify", "--data-dir", folder)
    assert (ran.status, ran.out.startswith("no usable index in ")) == (1, True)


def test_rebuild_waits_for_nobody(run: Run, folder: Path) -> None:
    with closing(SqliteStore(folder / "graph.sqlite")) as store, Bases(folder / "index", store, ENGLISH).lock():
        ran = run("index", "rebuild", "--data-dir", folder)
    assert ran.status == 1
    assert "another process is saving the index" in ran.err


def test_a_folder_without_a_graph_is_named(run: Run, tmp_path: Path) -> None:
    ran = run("index", "status", "--data-dir", tmp_path)
    assert (ran.status, "no graph" in ran.err) == (1, True)
