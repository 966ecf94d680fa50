"""Words that an item says only to deny them."""

from collections import Counter

import pytest

from app.domain.relevance.denials import denied_keys


def denied(title: str, text: str = "", *values: str) -> set[str]:
    found = denied_keys(title, text, [("feature", each, each) for each in values], Counter)
    return {key.removeprefix("!") for key in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Naturally caffeine free, organic", "caffeine"),
        ("Caffeine-free tea", "caffeine"),
        ("no sugar, no milk", "sugar milk"),
        ("lactose- and gluten-free bread", "lactose and gluten"),
        ("BPA/phthalate free", "bpa phthalate"),
        ("without any parabens, sulfates or dyes", "paraben sulfate or dye"),
        ("free of the usual plastics", "usual"),
        ("non-leather upper", "leather"),
        ("contains no added sugar", "sugar"),
        ("0% alcohol", "alcohol"),
        ("Caffeine is removed with water", "caffeine"),
    ],
)
def test_a_word_that_is_only_denied(text: str, expected: str) -> None:
    assert denied(text) == denied("", text) == set(expected.split())


@pytest.mark.parametrize(
    "text",
    [
        "With caffeine",
        "Leather bag free shipping",
        "Leather belt, free gift",
        "without sugar, leather strap",
        "Caffeine-free or with caffeine",
        "A leather piano",
    ],
)
def test_what_is_said_elsewhere_is_not_denied(text: str) -> None:
    assert not denied(text) & {"caffeine", "leather", "bag", "belt", "piano"}


def test_values_deny_and_say_like_texts() -> None:
    assert denied("Tea", "caffeine free", "caffeine free") == {"caffeine"}
    assert denied("Tea", "caffeine free", "caffeine") == set()
