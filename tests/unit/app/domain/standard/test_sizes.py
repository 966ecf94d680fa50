"""Sizes that are not quantities."""

import pytest

from app.domain.standard.sizes import read_age, read_size

SYSTEMS = {"eu": "eu", "european": "eu", "uk": "uk", "us": "us", "usa": "us"}


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("eu 43", "eu 43"),
        ("43 eu", "eu 43"),
        ("european size 43", "eu 43"),
        ("uk 9.0", "uk 9"),
        ("us 9.5", "us 9.5"),
        ("32x34", "32x34"),
        ("w32 l34", "32x34"),
        ("32 x 34", "32x34"),
        ("32/34", "32x34"),
        ("2t", "2t"),
        ("2 t", "2t"),
        ("2t-4t", "2t-4t"),
        ("12-18 months", "12-18 months"),
        ("12 to 18 mos.", "12-18 months"),
        ("0-3m", "0-3 months"),
        ("24 months", "24 months"),
        ("ages 4-8", "4-8 years"),
        ("3-year-old", "3 years"),
        ("3m", "3m"),
        ("8.5 w", "8.5 w"),
        ("34g", "34g"),
        ("38l", "38l"),
        ("eu 42 2/3", "eu 42 2/3"),
        ("us 8.5 w", "us 8.5 w"),
        ("228 l", None),
        ("500 w", None),
        ("18-12 months", None),
        ("de 43", None),
        ("12 in", None),
        ("xl", None),
    ],
)
def test_a_size(text: str, size: str | None) -> None:
    assert read_size(text, SYSTEMS) == size
    assert size is None or read_size(size, SYSTEMS) == size


@pytest.mark.parametrize(
    ("text", "beside", "size"),
    [
        ("9m", {"baby"}, "9 months"),
        ("9m", {"baby", "cm"}, "9 months"),
        ("9m", {"cm"}, None),
        ("38l", {"ml"}, None),
        ("38l", {"clothes", "ml"}, "38l"),
        ("5g", {"g"}, None),
        ("5g", set(), "5g"),
    ],
)
def test_the_words_beside_say_whether_it_is_a_size(text: str, beside: set[str], size: str | None) -> None:
    assert read_size(text, SYSTEMS, beside) == size


def test_an_age_is_no_shoe_size() -> None:
    assert read_age("eu 43") is None
    assert read_age("6-12 months") == "6-12 months"
