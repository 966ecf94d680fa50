"""`itemgraph vocabulary learn`: what items were given becomes a rule file."""

import tomllib
from pathlib import Path

import httpx

from app.domain.standard import Standardizer, load_rulebook
from app.extraction.finders import Finders
from tests.unit.app.cli.conftest import Run

ITEMS = [
    {"id": "a", "title": "", "properties": {"brand": "Black & Decker"}},
    {"id": "b", "title": "", "properties": {"Brand Name": "BLACK & DECKER"}},
    {"id": "c", "title": "", "properties": {"brand": "Zephyr Outdoor Ltd"}},
    {"id": "d", "title": "", "properties": {"brand": ["Zephyr Outdoor", "Solo"]}},
    {"id": "e", "title": "Nike shirt", "properties": {"weight": "2 kg"}},
    {"id": "f", "title": "Nike shoe"},
]


def learn(run: Run, url: str, folder: Path, *options: str) -> str:
    httpx.post(f"{url}/items", json={"items": ITEMS}).raise_for_status()
    ran = run("vocabulary", "learn", "brands", "--output", folder / "brand.toml", "--url", url, *options)
    assert ran.status == 0, ran.err
    return (folder / "brand.toml").read_text()


def test_given_values_become_a_rule_file(run: Run, url: str, tmp_path: Path) -> None:
    text = learn(run, url, tmp_path)
    assert '"black and decker" = ["Black & Decker"]  # 2 items\n' in text
    read = tomllib.loads(text)
    assert read["find"] == "missed"
    assert read["values"] == {"black and decker": ["Black & Decker"], "Zephyr Outdoor": ["Zephyr Outdoor Ltd"]}


def test_the_file_finds_them_and_changes_no_value(run: Run, url: str, tmp_path: Path) -> None:
    learn(run, url, tmp_path, "--min-items", "1")
    rules = load_rulebook(tmp_path)
    found = Finders.of(rules, ["BRAND"]).add_to("BLACK & DECKER drill by Solo", [], [])
    assert [(each.text, each.label) for each in found] == [("BLACK & DECKER", "BRAND"), ("Solo", "BRAND")]
    before = Standardizer(load_rulebook())
    for said in ("Black & Decker", "Zephyr Outdoor Ltd", "Solo"):
        assert Standardizer(rules).standardize("brand", said).value == before.standardize("brand", said).value


def test_a_file_that_exists_is_left_alone(run: Run, url: str, tmp_path: Path) -> None:
    learn(run, url, tmp_path)
    ran = run("vocabulary", "learn", "brand", "--output", tmp_path / "brand.toml", "--url", url)
    assert ran.status == 1
    assert "brand.toml exists already; expected a new file" in ran.err
