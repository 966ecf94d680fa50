"""`itemgraph drift`."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from app.graph.sqlite import SqliteStore
from model.bundle import Bundle
from tests.contract.items import item
from tests.unit.app.cli.conftest import Run


@pytest.fixture
def options(tmp_path: Path, bundle: Bundle) -> list[object]:
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as store:
        store.upsert([item(f"i{n}", "Red shoe", "color:red") for n in range(60)])
    return ["--data-dir", tmp_path, "--model", bundle.folder]


def test_the_first_run_saves_the_state_and_later_ones_compare(run: Run, options: list[object], tmp_path: Path) -> None:
    first = run("drift", *options)
    assert (first.status, "60 items now" in first.out) == (0, True)
    assert run("drift", *options).out.splitlines()[-1].startswith("0 of ")
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as store:
        store.upsert([item(f"i{n}", "Boot") for n in range(50)])
    moved = run("drift", *options)
    assert moved.status == 1
    assert "drift" in next(line for line in moved.out.splitlines() if "color" in line)
    assert run("drift", *options, "--bound", "99").status == 0
    told = json.loads(run("drift", *options, "--json").out)
    assert told["shifts"][0]["exceeds"]
    assert run("drift", *options, "--save").status == 0
    assert run("drift", *options).status == 0


def test_another_state_may_be_named(run: Run, options: list[object], tmp_path: Path) -> None:
    place = tmp_path / "then.json"
    assert str(place) in run("drift", *options, "--baseline", place).out
    place.write_text("{}", "utf-8")
    ran = run("drift", *options, "--baseline", place)
    assert (ran.status, "expected the file of" in ran.err) == (1, True)
