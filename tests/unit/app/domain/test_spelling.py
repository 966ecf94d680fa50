"""Beginnings of words with slips in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.spelling import begins_nearly, says_nearly, slips


@pytest.mark.parametrize(
    ("word", "start", "expected"),
    [
        ("waterproof", "watrp", True),
        ("waterproof", "watepr", True),
        ("waterproof", "wtaer", True),
        ("adidas", "addid", True),
        ("headphone", "haedphnoe", True),
        ("red", "rad", False),
        ("black", "bl", True),
        ("black", "lack", True),
        ("12345", "12346", False),
        ("shirt", "short", True),
        ("navy", "cotton", False),
    ],
)
def test_long_beginnings_may_have_a_slip(word: str, start: str, expected: bool) -> None:
    assert begins_nearly(word, start) is expected


@given(st.text("abcde", min_size=1, max_size=12), st.integers(1, 12))
def test_a_beginning_begins_the_word(word: str, length: int) -> None:
    assert begins_nearly(word, word[:length])


def test_longer_words_may_have_more_slips() -> None:
    assert [slips(each) for each in ("red", "navy", "cottonn", "polyestr", "123456")] == [0, 1, 1, 2, 0]


def test_every_beginning_must_be_said() -> None:
    assert says_nearly("Stainless steel", ["stainles", "stel"])
    assert not says_nearly("Stainless steel", ["stainles", "glass"])
