"""`itemgraph promote`, with the shipped model and one that finds nothing."""

import json
from pathlib import Path

from app.settings import DEFAULT_MODEL
from model.bundle import Bundle
from tests.stand_ins.labelled import write
from tests.unit.app.cli.conftest import Run

TEXT = "Nike Air red cotton t-shirt"
LABELLED = {"text": TEXT, "spans": [{"start": 0, "end": 4, "label": "BRAND"}]}


def test_json_has_verdicts_and_changes(run: Run, silent: Bundle, tmp_path: Path) -> None:
    data = write(tmp_path / "validation.jsonl", [{"id": "1", **LABELLED}] * 8)
    options = ("--data", data, "--against", DEFAULT_MODEL, "--versions", tmp_path / "models", "--sample", 1)
    ran = run("promote", silent.folder, *options, "--json")
    found = json.loads(ran.out)
    assert (ran.status, found["model"], found["is_served"], found["current"]) == (1, silent.model, False, None)
    fell = {each["label"]: each["fell"] for each in found["comparison"]["verdicts"]}
    assert (fell["BRAND"], fell["micro"]) == (True, True)
    lost = {"id": "1", "name": "brand", "kind": "lost", "before": ["nike"], "after": []}
    assert lost in found["comparison"]["changes"]
