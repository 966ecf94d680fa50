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
        ("w32 l34", None),
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
        ("3m", None),
        ("18-12 months", None),
        ("de 43", None),
        ("12 in", None),
        ("xl", None),
    ],
)
def test_a_size(text: str, size: str | None) -> None:
    assert read_size(text, SYSTEMS) == size
    assert size is None or read_size(size, SYSTEMS) == size


def test_an_age_is_no_shoe_size() -> None:
    assert read_age("eu 43") is None
    assert read_age("6-12 months") == "6-12 months"
