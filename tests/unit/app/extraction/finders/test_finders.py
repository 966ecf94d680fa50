"""Finders made from rule files, in an extractor."""

from pathlib import Path

import pytest

from app.domain.standard import load_rulebook
from app.errors import SettingsError
from app.extraction.extractor import Extractor
from app.extraction.finders import Finders
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger


def opened(bundle: Bundle, folder: Path, **files: str) -> Extractor:
    for name, source in files.items():
        (folder / f"{name}.toml").write_text(source, encoding="utf-8")
    finders = Finders.of(load_rulebook(folder), bundle.manifest.labels)
    return Extractor(bundle, FakeTagger(bundle), finders=finders)


def found(extractor: Extractor, text: str, min_score: float | None = None) -> list[tuple[str, str, str]]:
    return [(each.text, each.label, each.finder) for each in extractor.extract([text], min_score)[0].spans]


def test_missed_values_of_a_models_label_are_added(bundle: Bundle, tmp_path: Path) -> None:
    extractor = opened(bundle, tmp_path, brand='find = "missed"\n[values]\nzephyr = ["Zephyr Outdoor"]')
    assert found(extractor, "Zephyr Outdoor red shirt") == [
        ("Zephyr Outdoor", "BRAND", "list"),
        ("red", "COLOR", "model"),
        ("shirt", "CATEGORY", "model"),
    ]
    assert extractor.labels == bundle.manifest.labels


def test_a_new_property_needs_no_training(bundle: Bundle, tmp_path: Path) -> None:
    files = {"part_number": "patterns = ['[A-Z]{2}-[0-9]{3}']", "fit": 'find = "always"\n[values]\nslim = ["slim fit"]'}
    extractor = opened(bundle, tmp_path, **files)
    assert extractor.labels[-2:] == ("FIT", "PART_NUMBER")
    assert found(extractor, "slim fit jeans XY-123") == [
        ("slim fit", "FIT", "list"),
        ("jeans", "CATEGORY", "model"),
        ("XY-123", "PART_NUMBER", "pattern"),
    ]


@pytest.mark.parametrize(("find", "label"), [("", "CODE"), ('find = "missed"', "BRAND"), ('find = "always"', "CODE")])
def test_patterns_replace_what_the_model_finds_unless_it_is_missed(
    bundle: Bundle, tmp_path: Path, find: str, label: str
) -> None:
    extractor = opened(bundle, tmp_path, code=f"{find}\npatterns = ['(?i)nike']")
    assert [each[1] for each in found(extractor, "Nike shirt")] == [label, "CATEGORY"]


def test_a_low_score_of_a_call_does_not_hide_missed_values(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "flavor.toml").write_text('find = "missed"\n[values]\nred = []')
    finders = Finders.of(load_rulebook(tmp_path), bundle.manifest.labels)
    extractor = Extractor(bundle, FakeTagger(bundle, certainty=0.4), finders=finders)
    assert found(extractor, "red", 0.0) == [("red", "FLAVOR", "list")]
    sure = Extractor(bundle, FakeTagger(bundle), finders=finders)
    assert found(sure, "red", 0.0) == [("red", "COLOR", "model")]


def test_lists_of_what_is_missed_or_absent_leave_the_other_values_alone(bundle: Bundle, tmp_path: Path) -> None:
    source = 'replace = true\nsingular = true\nmissed = ["zip"]\nabsent = ["tea towel", "rug"]\n[values]\nlid = []'
    extractor = opened(bundle, tmp_path, category=source)
    assert found(extractor, "rug and tea towels, zips and a lid") == [
        ("rug", "CATEGORY", "list"),
        ("zips", "CATEGORY", "list"),
    ]
    assert found(extractor, "a rug under jeans") == [("jeans", "CATEGORY", "model")]


def test_missed_patterns_give_way_to_the_model(bundle: Bundle, tmp_path: Path) -> None:
    extractor = opened(bundle, tmp_path, code="missed_patterns = ['(?i)nike', '[0-9]{3}']")
    assert found(extractor, "Nike 123") == [("Nike", "BRAND", "model"), ("123", "CODE", "pattern")]


def test_names_that_are_words_are_found_by_their_capitals(bundle: Bundle, tmp_path: Path) -> None:
    extractor = opened(bundle, tmp_path, brand='[homonyms]\n"Red" = []\n"ONLY" = ["shirt"]')
    assert found(extractor, "Red shirt") == [("Red", "BRAND", "list"), ("shirt", "CATEGORY", "model")]
    assert found(extractor, "red shirt") == [("red", "COLOR", "model"), ("shirt", "CATEGORY", "model")]
    assert found(extractor, "ONLY shirt")[0] == ("ONLY", "BRAND", "list")
    assert found(extractor, "ONLY red") == [("red", "COLOR", "model")]


def test_values_without_find_are_not_found(bundle: Bundle, tmp_path: Path) -> None:
    assert found(opened(bundle, tmp_path, fit='[values]\nsnug = ["snug fit"]'), "snug fit") == []


@pytest.mark.parametrize(
    ("file", "source", "fault"),
    [
        (
            "code",
            "missed_patterns = ['(b']",
            "code.toml:1: missed_patterns: '(b': expected a regular expression of RE2",
        ),
        ("code", "missed = 'b'", "code.toml:1: missed: expected a list of texts"),
        ("default", 'absent = ["b"]', "default.toml:1: absent: expected it in the file of a property, not of all"),
        ("code", "find = 'often'", 'code.toml:1: find: expected "always", "missed" or "", found \'often\''),
        ("code", "patterns = [\n'x',\n'(b']", "code.toml:3: patterns: '(b': expected a regular expression of RE2"),
        ("code", "patterns = ['a*']", "code.toml:1: patterns: 'a*': expected an expression that needs at least one"),
        ("code", "patterns = ['(?=a)b']", "found invalid perl operator"),
        ("code", f"patterns = ['{'a' * 501}']", "expected at most 500 characters, found 501"),
        ("default", 'find = "missed"', "default.toml:1: find: expected it in the file of a property, not of all"),
    ],
)
def test_faults_are_named_by_line(tmp_path: Path, file: str, source: str, fault: str) -> None:
    (tmp_path / f"{file}.toml").write_text(source)
    with pytest.raises(SettingsError) as caught:
        load_rulebook(tmp_path)
    assert fault in str(caught.value)
