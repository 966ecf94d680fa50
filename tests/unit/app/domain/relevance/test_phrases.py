"""Words side by side."""

import pytest

from app.domain.relevance.phrases import says_all

SAID = [("brand", "nike", "Nike Sportswear"), ("color", "navy blue", "Navy")]


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("air max", True),
        ("max air", False),
        ("max shoe", False),
        ("running shoe", True),
        ("nike sportswear", True),
        ("nike nike", False),
        ("navy blue", True),
        ("blue navy", False),
        ("shoe", True),
        ("air", True),
        ("90 running", False),
    ],
)
def test_a_phrase_stands_in_one_text_or_value(phrase: str, says: bool) -> None:
    assert says_all("Air-Max 90", "Running shoes.", SAID, [tuple(phrase.split())]) == says


def test_all_phrases_must_be_said() -> None:
    assert says_all("Air Max", "", (), [])
    assert says_all("Air Max", "Red shoe", (), [("air", "max"), ("red", "shoe")])
    assert not says_all("Air Max", "Red shoe", (), [("air", "max"), ("max", "red")])
