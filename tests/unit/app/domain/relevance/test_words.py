"""The keys of words, and the words of items."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.relevance.words import Analyzer, languages
from app.domain.standard import fold_word, word_set
from app.errors import SettingsError

ENGLISH = Analyzer()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("running", "runs"),
        ("trainers", "Trainer"),
        ("frying", "fry"),
        ("café", "cafe"),
        ("İstanbul", "istanbul"),
        ("crème", "CREME"),
        ("Jalapeños", "jalapeno"),
        ("naïve", "naive"),
        ("Größe", "grosse"),
    ],
)
def test_words_of_one_stem_share_its_key(one: str, other: str) -> None:
    assert ENGLISH.stem(fold_word(one)) == ENGLISH.stem(fold_word(other))


@pytest.mark.parametrize(
    ("one", "other"), [("cotton", "coat"), ("日本", "日"), ("кот", "кит"), ("мой", "мои"), ("42", "43")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert ENGLISH.stem(fold_word(one)) != ENGLISH.stem(fold_word(other))


def test_each_language_has_its_own_stems() -> None:
    assert Analyzer("german").stem("häuser") == Analyzer("german").stem("haus")
    assert Analyzer("none").stem("running") is None
    assert {"english", "german", "none"} <= set(languages())


def test_an_unknown_language_is_named_with_those_expected() -> None:
    with pytest.raises(SettingsError, match=r"TEXT_LANGUAGE='klingon': expected one of .*english.*none"):
        Analyzer("klingon")


def test_keys_are_counted_for_words_and_stems() -> None:
    assert ENGLISH.keys(["run", "running", "run", "shoe"]) == {
        "run": 2,
        "running": 1,
        "~run": 3,
        "shoe": 1,
        "~shoe": 1,
    }
    assert Analyzer("none").keys(["run", "running"]) == {"run": 1, "running": 1}


def test_a_word_counts_once_for_each_property_that_says_it() -> None:
    once = ENGLISH.read("", "", [("color", "red", "Red")])
    assert once == ENGLISH.read("", "", [("color", "red", "RED red")])
    twice = ENGLISH.read("", "", [("color", "red", "Red"), ("color", "red brick", "Red brick")])
    assert twice.impacts["red"] > once.impacts["red"]
    assert set(ENGLISH.read("", "", [("weight", "1000 g", "1 kg")]).impacts) >= {"1000", "g", "1", "kg"}


def test_a_title_counts_more_than_values_and_these_more_than_text() -> None:
    title, values, text = (
        ENGLISH.read("red", "", ()),
        ENGLISH.read("", "", [("color", "red", "red")]),
        ENGLISH.read("", "red", ()),
    )
    assert title.impacts["red"] > values.impacts["red"] > text.impacts["red"] > 0
    assert title.title == {"red", "~red"}
    assert not values.title


@given(
    st.text(max_size=40),
    st.text(max_size=40),
    st.lists(st.tuples(st.just("color"), st.text(max_size=9), st.text(max_size=9)), max_size=3),
)
def test_every_word_of_an_item_has_an_impact_and_nothing_else_has(
    title: str, text: str, said: list[tuple[str, str, str]]
) -> None:
    words = word_set(f"{title} \n {text}").union(*(word_set(f"{value} {display}") for _, value, display in said))
    read = ENGLISH.read(title, text, said)
    assert {key for key in read.impacts if not key.startswith(("~", "!"))} == words
    assert all(1 <= impact <= 255 for impact in read.impacts.values())
    assert {ENGLISH.stem(word) for word in words} == {key for key in read.impacts if key.startswith("~")}
