"""When nothing is trained, and what a second process finds. Trainings: tests/unit/app/cli/model/test_improve.py."""

import json
from pathlib import Path

import pytest

from app.domain.labelled import Labelled
from app.errors import SettingsError
from app.lifecycle.improving.improve import Improving, improve
from app.lifecycle.improving.lock import locked
from app.settings import Settings
from model.bundle import Bundle
from training.learning.progress import Progress

TEXTS = [Labelled(f"{n}#text", f"red {n}", ()) for n in range(20)]


def test_too_few_texts_are_not_worth_a_training(bundle: Bundle, tmp_path: Path) -> None:
    run = Improving(TEXTS[:19], "s", tmp_path / "none", tmp_path / "versions")
    found = improve(run, Settings(model=str(bundle.folder)), Progress())
    assert (found.outcome, found.before, found.learned) == ("too few", bundle.model, 19)


def test_the_same_corrections_are_not_tried_twice(bundle: Bundle, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "improve.json").write_text(json.dumps({"state": "s"}), "utf-8")
    run = Improving(TEXTS, "s", tmp_path / "none", versions)
    assert improve(run, Settings(model=str(bundle.folder)), Progress()).outcome == "nothing new"


def test_one_process_at_a_time_improves(bundle: Bundle, tmp_path: Path) -> None:
    run = Improving(TEXTS, "s", tmp_path / "none", tmp_path / "versions")
    with locked(run.versions), pytest.raises(SettingsError, match="another improvement runs"):
        improve(run, Settings(model=str(bundle.folder)), Progress())
    (run.versions / ".improve-killed").mkdir()
    with locked(run.versions):
        assert [each.name for each in run.versions.iterdir()] == [".improve.lock"]
