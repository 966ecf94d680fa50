"""`itemgraph label-queue`."""

import json
from pathlib import Path

import httpx
import pytest

from tests.unit.app.cli.conftest import Run
from training.corpora.reading import read_corpus


@pytest.fixture
def shop(url: str) -> str:
    items = [
        {"id": "a", "title": "Red Nike shirt", "properties": {"brand": "adidas"}},
        {"id": "b", "title": "Blue shirt"},
    ]
    httpx.post(f"{url}/items", json={"items": items}).raise_for_status()
    return url


def test_the_queue_is_shown_with_reasons(run: Run, shop: str) -> None:
    ran = run("label-queue", "--url", shop)
    assert "contradicted: Nike (brand)" in ran.out
    assert "2 items that nobody has corrected" in ran.err
    assert json.loads(run("label-queue", "--json", "--url", shop).out)["read"] == 2


@pytest.mark.parametrize("format", ["jsonl", "label-studio", "doccano", "prodigy"])
def test_what_a_tool_gets_comes_back_as_labels(run: Run, shop: str, tmp_path: Path, format: str) -> None:  # noqa: A002
    output = tmp_path / "tasks.json"
    assert run("label-queue", output, "--format", format, "--url", shop).status == 0
    assert "contradicted: Nike" in output.read_text()
    output.write_text(_judged(output.read_text(), format))
    corpus = read_corpus(output)
    assert corpus.format == format
    spans = {(span.text, span.label) for each in corpus.examples for span in each.spans}
    assert {("Red", "COLOR"), ("Nike", "BRAND"), ("shirt", "CATEGORY")} <= spans


def _judged(tasks: str, format: str) -> str:  # noqa: A002
    """What the tool exports after a person accepted every proposal."""
    if format == "label-studio":
        return json.dumps([{**task, "annotations": task.pop("predictions")} for task in json.loads(tasks)])
    if format == "prodigy":
        return "\n".join(json.dumps({**json.loads(line), "answer": "accept"}) for line in tasks.splitlines())
    return tasks


def test_an_unknown_format_is_refused(run: Run, shop: str, tmp_path: Path) -> None:
    ran = run("label-queue", tmp_path / "x", "--format", "xml", "--url", shop)
    assert ran.status == 1
    assert "expected jsonl, label-studio" in ran.err
