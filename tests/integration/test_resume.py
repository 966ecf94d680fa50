"""A training that is killed in the middle of an epoch resumes at the same step."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

EPOCHS = 3
SETTINGS = {
    "batch_pieces": 64,
    "window": 32,
    "overlap": 8,
    "learning_rate": 0.001,
    "patience": 0,
    "save_every": 0,
    "compact": True,
}
WORDS = {"red": "COLOR", "blue": "COLOR", "navy": "COLOR", "nike": "BRAND", "acme": "BRAND"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Texts of the tiny checkpoint's words; a third of the labels is missing, so that F1 stays below 1."""
    chance = random.Random(3)
    folder = tmp_path / "data"
    folder.mkdir()
    for split, count in (("train", 400), ("validation", 60)):
        lines = []
        for number in range(count):
            words = [chance.choice([*WORDS, "shirt", "shoe", "size", "for", "the"]) for _ in range(8)]
            spans, at = [], 0
            for word in words:
                if word in WORDS and chance.random() < 0.67:
                    spans.append({"start": at, "end": at + len(word), "label": WORDS[word]})
                at += len(word) + 1
            lines.append(json.dumps({"id": f"{split}-{number}", "text": " ".join(words), "spans": spans}))
        (folder / f"{split}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def start(data: Path, output: Path, encoder: Path, *more: str) -> "subprocess.Popen[str]":
    call = f"train {data} {output} --encoder {encoder} --epochs {EPOCHS}"
    rest = " ".join(f"--set {name}={value}" for name, value in SETTINGS.items())
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", *call.split(), *rest.split(), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def report(bundle: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((bundle / "report.json").read_text("utf-8"))
    return found


def kill_in_the_middle_of_an_epoch(process: "subprocess.Popen[str]", state: Path) -> None:
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[0]
        if state.is_file():
            with np.load(state) as saved:
                record = json.loads(str(saved["record"]))
            if record["epoch"] == 1 and sum(record["done"]) >= 20:
                process.kill()
                process.communicate()
                return
        time.sleep(0.02)
    pytest.fail("no state of the second epoch was saved")


# Three processes load TensorFlow, beside whatever else the machine does.
@pytest.mark.timeout(600)
def test_a_killed_training_resumes_to_the_same_figures(data: Path, checkpoint: Path, tmp_path: Path) -> None:
    whole = start(data, tmp_path / "whole", checkpoint)
    cut = start(data, tmp_path / "cut", checkpoint)
    kill_in_the_middle_of_an_epoch(cut, tmp_path / ".cut.training" / "state.npz")
    assert not (tmp_path / "cut").exists()

    resumed = start(data, tmp_path / "cut", checkpoint, "--resume")
    said, _ = resumed.communicate(timeout=200)
    assert resumed.returncode == 0, said
    assert "resumed in epoch 2, after" in said
    said, _ = whole.communicate(timeout=200)
    assert whole.returncode == 0, said
    first, second = report(tmp_path / "whole"), report(tmp_path / "cut")
    assert [epoch["number"] for epoch in second["epochs"]] == list(range(1, EPOCHS + 1))
    for left, right in zip(first["epochs"], second["epochs"], strict=True):
        assert right["loss"] == pytest.approx(left["loss"], rel=0.05)
        assert right["f1"] == pytest.approx(left["f1"], abs=0.05)
    assert not (tmp_path / ".cut.training").exists()
