"""Checks of labelled texts, where the package `training` is left out as in the service's image."""

import sys
from pathlib import Path

import pytest

from app.errors import NotInstalled
from app.lifecycle.lint import lint
from app.settings import Settings


def test_without_the_package_training_it_is_said(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.setitem(sys.modules, "training.lint", None)
    with pytest.raises(NotInstalled, match=r"^training is not installed: in a checkout, `pip install '\.\[train\]'`"):
        lint(Settings(), data, None, 20)


def test_findings_stand_by_rule_with_the_worst_first(data: Path) -> None:
    linted = lint(Settings(), data, None, 100)
    assert [each.severity for each in linted.rules] == sorted(
        (each.severity for each in linted.rules), key=list(linted.severities).index
    )
    assert sum(len(rule.findings) for rule in linted.rules) == len(linted.findings) == sum(linted.severities.values())
    assert set(linted.splits) == {"train", "validation", "test"}
