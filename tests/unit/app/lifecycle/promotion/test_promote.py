"""Two models on the same texts, and which of them is served."""

from pathlib import Path

import pytest

from app.lifecycle.promotion.changes import ItemText
from app.lifecycle.promotion.promote import Gate, compare, promote
from app.lifecycle.promotion.rollback import roll_back
from app.settings import Settings
from model.bundle import Bundle, read_bundle
from tests.stand_ins.labelled import write

TEXT = "Nike Air red cotton t-shirt"
LABELLED = {
    "text": TEXT,
    "spans": [{"start": 0, "end": 4, "label": "BRAND"}, {"start": 9, "end": 12, "label": "COLOR"}],
}


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    data = write(tmp_path / "validation.jsonl", [LABELLED] * 8)
    return Gate(data, None, 0.01, [ItemText("1", "", TEXT)], 200)


def test_properties_are_compared_by_the_rules_of_the_settings(
    bundle: Bundle, silent: Bundle, gate: Gate, tmp_path: Path
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "brand.toml").write_text('[values]\n"nike inc" = ["nike"]\n')
    for vocabulary, value in ((None, "nike"), (rules, "nike inc")):
        found = compare(Settings(vocabulary=vocabulary, threads=1), bundle, silent, gate)
        lost = {each.name: each for each in found.changes}
        assert lost["brand"].before == (value,)
        assert (lost["brand"].after, lost["brand"].kind) == ((), "lost")


def test_a_model_whose_labels_fell_is_not_served(bundle: Bundle, silent: Bundle, gate: Gate, tmp_path: Path) -> None:
    versions = tmp_path / "models"
    settings = Settings(threads=1)
    first = promote(settings, bundle.folder, None, versions, gate)
    assert (first.is_served, first.comparison, first.current) == (True, None, None)
    second = promote(settings, silent.folder, None, versions, gate)
    assert second.comparison
    assert (second.is_served, second.comparison.fallen) == (False, ["BRAND", "COLOR", "micro"])
    assert read_bundle(versions / "current").model == bundle.model
    allowed = promote(settings, silent.folder, None, versions, Gate(gate.data, None, 1.0, None, 1))
    assert allowed.comparison
    assert (allowed.is_served, allowed.comparison.items) == (True, 1)
    assert read_bundle(versions / "current").model == silent.model
    back = roll_back(versions)
    assert (back.before, back.now) == (silent.manifest.version, bundle.manifest.version)
