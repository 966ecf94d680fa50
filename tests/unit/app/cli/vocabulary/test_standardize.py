"""`itemgraph vocabulary standardize`: what the rules make of texts, without a service."""

import json
from pathlib import Path

import pytest

from tests.unit.app.cli.conftest import Run


def test_it_shows_the_values_of_the_shipped_rules(run: Run) -> None:
    ran = run("vocabulary", "standardize", "Colour", "Navy Blue", "greyish thing", "--json")
    first, second = json.loads(ran.out)["values"]
    assert (first["text"], first["name"], first["value"], first["broader"]) == ("Navy Blue", "color", "navy", ["blue"])
    assert second["value"] == "greyish thing"


def test_it_reads_the_rules_of_a_team(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "color.toml").write_text('[values]\n"moss green" = { aliases = ["moss"], broader = ["green"] }')
    monkeypatch.setenv("VOCABULARY", str(tmp_path))
    ran = run("vocabulary", "standardize", "color", "Moss")
    assert ran.status == 0, ran.err
    row = [cell.strip() for cell in ran.out.splitlines()[3].split("│")]
    assert row[1:6] == ["Moss", "color", "moss green", "", "green"]


def test_an_amount_has_the_property_that_measures_it(run: Run) -> None:
    ran = run("vocabulary", "standardize", "size", "12 oz", "2 kg", "--beside", "Travel mug", "--json")
    found = [(each["name"], each["value"], each["number"]) for each in json.loads(ran.out)["values"]]
    assert found == [("volume", "354.882355 ml", 354.882355), ("weight", "2000 g", 2000)]


def test_faults_of_the_rules_are_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCABULARY", str(tmp_path / "none"))
    ran = run("vocabulary", "standardize", "color", "Moss")
    assert ran.status == 1
    assert "VOCABULARY=" in ran.err
