"""Figures of a graph, and their file."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.drift import shifts
from app.errors import SettingsError
from app.lifecycle.measures.profile import count_pieces, read_profile, take_profile, write_profile
from model.bundle import TOKENIZER, Bundle
from model.tokens import WordTokenizer
from tests.contract.items import item


@pytest.fixture(scope="module")
def tokenizer(bundle: Bundle) -> WordTokenizer:
    return WordTokenizer.from_file(bundle.path(TOKENIZER))


def test_a_profile_counts_items_values_scores_and_words(tokenizer: WordTokenizer) -> None:
    read = item("c", "", "color:blue")
    low = tuple(replace(each, source="extracted", score=0.31) for each in read.properties)
    items = [item("a", "Red", "color:red", "color:navy"), item("b", "", "color:red"), replace(read, properties=low)]
    found = take_profile(items, tokenizer, "m@1")
    given_, extracted = (found.figures["color", source] for source in ("given", "extracted"))
    assert (found.items, found.model) == (3, "m@1")
    assert (given_.items, given_.said, given_.values, given_.rare) == (2, 3, {"red": 2, "navy": 1}, 1)
    assert (extracted.items, extracted.scores[3], given_.scores[9]) == (1, 1, 3)
    assert sum(found.words) > 0


def test_a_profile_of_nothing_has_moved_nowhere(tokenizer: WordTokenizer) -> None:
    nothing = take_profile([], tokenizer, "m@1")
    assert shifts(nothing, take_profile([item("a", "Red", "color:red")], tokenizer, "m@1")) == []


@given(st.lists(st.text("ab日本 👟1", max_size=12), max_size=4))
def test_every_word_is_counted_once(tokenizer: WordTokenizer, texts: list[str]) -> None:
    assert count_pieces(tokenizer, texts).sum() == sum(len(each) for each in tokenizer.tokenize(texts))


def test_a_file_brings_back_what_was_written(tokenizer: WordTokenizer, tmp_path: Path) -> None:
    found = take_profile([item("a", "Red", "color:red"), item("b")], tokenizer, "m@1")
    write_profile(tmp_path / "p.json", found)
    assert read_profile(tmp_path / "p.json") == found
    for wrong in ("{}", "[]", "no", '{"version": 2}'):
        (tmp_path / "p.json").write_text(wrong, "utf-8")
        with pytest.raises(SettingsError, match="expected the file of"):
            read_profile(tmp_path / "p.json")
