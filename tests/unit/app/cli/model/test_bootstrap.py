"""`itemgraph bootstrap`, as a person runs it."""

import json
from pathlib import Path

import pytest

from model.bundle import Bundle
from tests.unit.app.cli.conftest import Run

HEAD = "sku;name;description;roast;decaf\n"
ROWS = [
    f"{roast}-{n};Beans {n};A {roast} roast from Peru;{roast};yes\n"
    for n in range(60)
    for roast in ("dark", "light", "medium")
]


def csv(tmp_path: Path, rows: list[str]) -> Path:
    file = tmp_path / "coffee.csv"
    file.write_text(HEAD + "".join(rows))
    return file


def test_a_table_becomes_labels_for_a_training(run: Run, tmp_path: Path) -> None:
    ran = run("bootstrap", csv(tmp_path, ROWS), tmp_path / "labels")
    assert (ran.status, ran.err) == (0, "")
    assert {file.name for file in (tmp_path / "labels").iterdir()} == {
        "train.jsonl", "validation.jsonl", "test.jsonl", "held.jsonl"
    }  # fmt: skip
    row = next([cell.strip() for cell in line.split("│")[1:-1]] for line in ran.out.splitlines() if "roast" in line)
    assert row == ["roast", "180", "3", "180", "3", "0", "0", "yes"]
    assert "next: itemgraph train" in ran.out


def test_json_has_the_report(run: Run, tmp_path: Path) -> None:
    told = json.loads(run("bootstrap", csv(tmp_path, ROWS), tmp_path / "labels", "--json").out)
    assert [(each["name"], each["found"], each["reason"]) for each in told["properties"]] == [("roast", 180, "")]
    assert set(told["texts"]) == {"train", "validation", "test"}


def test_nothing_to_learn_is_said_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    ran = run("bootstrap", csv(tmp_path, ROWS[:9]), tmp_path / "labels")
    assert ran.status == 1
    assert "said by 9 items, of 30 that are needed" in ran.out
    assert "no property can be learned" in ran.err
    assert not (tmp_path / "labels").exists()
    assert run("bootstrap", csv(tmp_path, ROWS[:9]), tmp_path / "labels", "--min-items", "5").status == 0


def test_an_output_that_exists_and_a_broken_record_are_named(run: Run, tmp_path: Path) -> None:
    there = run("bootstrap", csv(tmp_path, ROWS), tmp_path)
    assert (there.status, "exists already" in there.err) == (1, True)
    broken = tmp_path / "a.jsonl"
    broken.write_text('{"id": "1"}\n{"id"\n')
    ran = run("bootstrap", broken, tmp_path / "labels")
    assert ran.status == 1
    assert f"{broken}:2: not JSON" in ran.err


def test_examples_label_items_without_properties(
    run: Run, bundle: Bundle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MODEL", str(bundle.folder))
    examples = tmp_path / "examples.toml"
    examples.write_text('roast = ["dark", "light", "medium"]')
    file = tmp_path / "coffee.csv"
    file.write_text("sku,name\n" + "".join(f"{n},{('Dark', 'Light', 'Medium')[n % 3]} beans {n}\n" for n in range(90)))
    ran = run("bootstrap", file, tmp_path / "labels", "--examples", examples)
    assert ran.status == 0, ran.err
    texts = [json.loads(line) for line in (tmp_path / "labels" / "train.jsonl").read_text().splitlines()]
    assert {span["label"] for each in texts for span in each["spans"]} == {"ROAST"}
    assert {each["text"][span["start"] : span["end"]] for each in texts for span in each["spans"]} >= {"Dark", "Light"}
