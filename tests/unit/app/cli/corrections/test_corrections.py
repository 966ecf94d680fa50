"""`itemgraph corrections`."""

from pathlib import Path

import httpx
import pytest

from tests.unit.app.cli.conftest import Run
from training.corpora.reading import read_corpus


@pytest.fixture
def shop(url: str) -> str:
    items = [{"id": "a/1 b", "title": "Red Nike shirt"}, {"id": "b", "title": "Blue shirt"}]
    httpx.post(f"{url}/items", json={"items": items}).raise_for_status()
    return url


def test_a_value_is_corrected_listed_and_left_alone_again(run: Run, shop: str) -> None:
    ran = run(
        "corrections", "add", "a/1 b", "change", "color", "red", "--new-value", "Crimson", "--by", "anna", "--url", shop
    )
    said = ran.out.splitlines()[0].split()
    assert said[2:] == ["change", "color", "red", "→", "Crimson"]
    assert "crimson" in ran.out
    listed = run("corrections", "list", "--url", shop).out
    assert "anna" in listed
    undone = run("corrections", "undo", "a/1 b", said[1].rstrip(":"), "--url", shop).out
    assert undone.startswith("undone: correction ")
    assert "crimson" not in undone.split("\n", 1)[1]
    assert "anna" not in run("corrections", "list", "--url", shop).out


def test_people_who_disagree_are_told(run: Run, shop: str) -> None:
    run("corrections", "add", "b", "reject", "color", "blue", "--by", "anna", "--url", shop)
    run("corrections", "add", "b", "accept", "color", "blue", "--by", "ben", "--url", shop)
    assert "disagree on color" in run("corrections", "list", "--conflicts", "--url", shop).out


@pytest.mark.parametrize("format", ["jsonl", "label-studio", "doccano", "prodigy"])
def test_labels_are_written_for_training(run: Run, shop: str, tmp_path: Path, format: str) -> None:  # noqa: A002
    run("corrections", "add", "a/1 b", "mark", "brand", "--span", "title:0-3", "--url", shop)
    run("corrections", "add", "b", "missing", "color", "green", "--url", shop)
    output = tmp_path / "labels.json"
    ran = run("corrections", "export", output, "--format", format, "--url", shop)
    assert (ran.status, ran.out) == (0, "")
    assert "2 texts with 5 spans" in ran.err
    assert "1 correction left out: the item's texts do not say the value" in ran.err
    corpus = read_corpus(output)
    assert corpus.format == format
    assert [(each.text, each.label) for each in corpus.examples[0].spans] == [
        ("Red", "BRAND"), ("Nike", "BRAND"), ("shirt", "CATEGORY")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["add", "b", "praise", "color", "blue"], "expected one of accept, reject"),
        (["add", "b", "mark", "color", "--span", "title"], "expected FIELD:START-END"),
        (["add", "b", "accept", "color", "green"], "it has 'blue'"),
        (["export", "x.json", "--format", "xml"], "expected jsonl, label-studio"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, shop: str, command: list[str], message: str) -> None:
    ran = run("corrections", *command, "--url", shop)
    assert ran.status == 1
    assert message in " ".join(ran.err.split())


def test_an_export_brings_corrections_back(run: Run, shop: str, tmp_path: Path) -> None:
    run("corrections", "add", "a/1 b", "reject", "color", "red", "--by", "anna", "--url", shop)
    run("corrections", "add", "b", "mark", "thing", "--span", "title:5-10", "--note", "why", "--url", shop)
    before = httpx.get(f"{shop}/corrections").json()
    assert run("export", tmp_path / "all.jsonl", "--url", shop).status == 0
    run("delete", "a/1 b", "b", "--url", shop)
    assert httpx.get(f"{shop}/corrections").json()["corrections"] == []
    assert run("load", tmp_path / "all.jsonl", "--url", shop).status == 0
    assert httpx.get(f"{shop}/corrections").json() == before
    shown = run("get", "a/1 b", "--url", shop).out
    assert "color" not in shown
    assert "corrected" in run("get", "b", "--url", shop).out
