"""Kinds of things have whole names, without the use before them."""

import pytest

from app.domain.items import Evidence
from app.domain.kinds import with_whole_names
from app.domain.mentions import Mention
from app.domain.standard import default_standardizer


def read(text: str, *spans: tuple[str, str]) -> list[tuple[str, str]]:
    """The mentions of a text in which the model found spans, by name and text."""
    mentions = []
    for name, said in spans:
        start = text.index(said)
        mentions.append(Mention(name, Evidence("text", start, start + len(said), said, 0.9)))
    whole = with_whole_names(mentions, {"text": text}, default_standardizer())
    assert all(text[each.evidence.start : each.evidence.end] == each.evidence.text for each in whole)
    return [(each.name, each.evidence.text) for each in whole]


def test_neighbours_are_one_name() -> None:
    assert read("a pie dish", ("category", "pie"), ("category", "dish")) == [("category", "pie dish")]
    assert read("tea-cup set", ("category", "tea"), ("category", "cup"), ("category", "set")) == [
        ("category", "tea-cup set")
    ]


def test_what_is_apart_or_another_property_stays() -> None:
    apart = [("category", "pie"), ("category", "dish")]
    assert read("pie, dish", *apart) == apart
    assert read("pie/dish", *apart) == apart
    listed = [("category", "crew"), ("category", "t-shirt")]
    assert read("crew t-shirt", *listed) == listed
    assert read("red cotton", ("color", "red"), ("material", "cotton")) == [("color", "red"), ("material", "cotton")]
    assert read("red blue", ("color", "red"), ("color", "blue")) == [("color", "red"), ("color", "blue")]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("hiking socks", [("feature", "hiking"), ("category", "socks")]),
        ("trail running shoe", [("feature", "trail running"), ("category", "shoe")]),
        ("USB-C charger", [("feature", "USB-C"), ("category", "charger")]),
        ("vanilla ice cream", [("flavor", "vanilla"), ("category", "ice cream")]),
        ("wireless charger", [("category", "wireless charger")]),
        ("chocolate chips", [("category", "chocolate chips")]),
        ("running", [("category", "running")]),
        ("dress shoes", [("category", "dress shoes")]),
    ],
)
def test_a_use_before_the_noun_is_a_feature(said: str, parts: list[tuple[str, str]]) -> None:
    assert read(said, ("category", said)) == parts
