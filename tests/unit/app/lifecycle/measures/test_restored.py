"""Values that a model restores from texts."""

from pathlib import Path

import pytest

from app.domain.standard import default_standardizer
from app.errors import SettingsError
from app.extraction.extractor import Extractor
from app.lifecycle.labels.samples import Sample
from app.lifecycle.measures.restored import Restored, count_restored, properties_given, read_held, restored
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger

RULES = default_standardizer()


def sample(title: str, text: str = "", **given: str) -> Sample:
    return Sample.of({"id": "a", "title": title, "text": text, "properties": given}, RULES)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (sample("Red shirt", color="red"), (1, 1, 1)),
        (sample("Shirt", color="red"), (0, 0, 1)),
        (sample("Red shirt", "also in blue", color="red"), (1, 2, 1)),
        (sample("Navy shirt", color="blue"), (1, 1, 1)),  # What is found implies what was given,
        (sample("Blue shirt", color="navy"), (1, 1, 1)),  # or the other way round.
        (sample("Blue shirt", color="red"), (0, 1, 1)),
        (sample("Blue shirt", brand="Acme"), (0, 0, 0)),  # Nobody gave a colour, so none is wrong.
        (sample("", "red", color="Red"), (1, 1, 1)),
    ],
)
def test_right_found_and_given_values_are_counted(bundle: Bundle, item: Sample, expected: tuple[int, int, int]) -> None:
    counts = count_restored([item], ["color"], Extractor(bundle, FakeTagger(bundle)), RULES)
    assert tuple(counts[0, 0]) == expected


def test_sums_are_told_for_each_property(bundle: Bundle) -> None:
    items = [sample("Red Nike shirt", color="red", brand="Nike"), sample("A shirt", color="red")]
    found = restored(items, properties_given(items), Extractor(bundle, FakeTagger(bundle)), RULES)
    assert found == [Restored("brand", 1, 1, 1), Restored("color", 2, 1, 1)]
    assert (found[1].precision, found[1].recall) == (1.0, 0.5)


def test_a_line_that_is_no_item_is_named(tmp_path: Path) -> None:
    (tmp_path / "held.jsonl").write_text('{"id": "a", "title": "b"}\n[]\n')
    with pytest.raises(SettingsError, match=r"held\.jsonl:2: expected an item"):
        read_held(tmp_path, RULES)
