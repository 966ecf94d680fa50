"""`itemgraph promote`, with a model that looks words up and one that finds nothing."""

import json
from pathlib import Path

import pytest

from model.bundle import Bundle
from tests.stand_ins.labelled import write
from tests.unit.app.cli.conftest import Run

TEXT = "Nike Air red cotton t-shirt"
LABELLED = {"text": TEXT, "spans": [{"start": 0, "end": 4, "label": "BRAND"}]}


def test_json_has_verdicts_and_changes(run: Run, bundle: Bundle, silent: Bundle, tmp_path: Path) -> None:
    data = write(tmp_path / "validation.jsonl", [{"id": "1", **LABELLED}] * 8)
    options = ("--data", data, "--against", bundle.folder, "--versions", tmp_path / "models", "--sample", 1)
    ran = run("promote", silent.folder, *options, "--json")
    found = json.loads(ran.out)
    assert (ran.status, found["model"], found["is_served"], found["current"]) == (1, silent.model, False, None)
    fell = {each["label"]: each["fell"] for each in found["comparison"]["verdicts"]}
    assert (fell["BRAND"], fell["micro"]) == (True, True)
    lost = {"id": "1", "name": "brand", "kind": "lost", "before": ["nike"], "after": []}
    assert lost in found["comparison"]["changes"]


def test_values_of_items_that_were_held_back_are_compared_too(
    run: Run, bundle: Bundle, silent: Bundle, tmp_path: Path
) -> None:
    data = tmp_path / "labels"
    data.mkdir()
    for split in ("train", "validation"):
        write(data / f"{split}.jsonl", [{"id": "1", "text": "A plain text", "spans": []}])
    write(data / "held.jsonl", [{"id": n, "title": TEXT, "properties": {"color": "Red"}} for n in range(8)])
    options = ("--data", data, "--against", bundle.folder, "--versions", tmp_path / "models")
    ran = run("promote", silent.folder, *options, "--json")
    (verdict,) = [v for v in json.loads(ran.out)["comparison"]["verdicts"] if v["label"] == "color, values"]
    assert (ran.status, verdict["before"], verdict["after"], verdict["fell"]) == (1, 1.0, 0.0, True)


@pytest.mark.parametrize(
    ("line", "said"), [('{"title": "no id"}', "no id; expected a column id or sku"), ("{not JSON", "not JSON")]
)
def test_an_item_that_cannot_be_read_is_named_by_its_line(run: Run, tmp_path: Path, line: str, said: str) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text(f'{{"id": "a", "title": "Nike Air"}}\n{line}\n')
    ran = run("promote", tmp_path, "--data", tmp_path, "--items", items)
    assert ran.status == 1
    assert f"--items {items}:2: {said}" in ran.err
