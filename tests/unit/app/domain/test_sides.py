"""The side that a length measures, in the words next to it."""

import pytest

from app.domain.items import Evidence
from app.domain.sides import with_side
from app.domain.standard import default_standardizer


def said(text: str, length: str) -> tuple[str, str]:
    """Returns the place with its side, and the property that it belongs to."""
    rules, start = default_standardizer(), text.index(length)
    found = with_side("size", Evidence("text", start, start + len(length), length, 0.9), text, rules)
    assert text[found.start : found.end] == found.text
    return found.text, rules.settle("size", found.text)[0]


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("Soft and light, 44 cm wide.", "44 cm", ("44 cm wide", "width")),
        ("Lamp (62 inches tall)", "62 inches", ("62 inches tall", "height")),
        ("A rope, 90 cm in length", "90 cm", ("90 cm in length", "length")),
        ("Table: width 80 cm", "80 cm", ("width 80 cm", "width")),
        ("Table, height: 75 cm, oak", "75 cm", ("height: 75 cm", "height")),
        ("Shelf height 75 cm depth 30 cm", "75 cm", ("height 75 cm", "height")),
        ("Shelf height 75 cm depth 30 cm", "30 cm", ("depth 30 cm", "depth")),
        ("Frame 20 cm width 30 cm height", "20 cm", ("20 cm width", "width")),
        ("Frame 20 cm width 30 cm height", "30 cm", ("30 cm height", "height")),
        ("Pan 28 cm diameter", "28 cm", ("28 cm diameter", "diameter")),
        ("Sheet 2 mm-thick", "2 mm", ("2 mm-thick", "thickness")),
    ],
)
def test_a_length_goes_to_the_property_of_its_side(text: str, length: str, expected: tuple[str, str]) -> None:
    assert said(text, length) == expected


@pytest.mark.parametrize(
    ("text", "length", "name"),
    [
        ("Spacer 15 mm steel", "15 mm", "length"),
        ("Wide bag, 30 cm", "30 cm", "length"),
        ("Wide 2 kg bag", "2 kg", "weight"),
        ("Frame 20 x 30 cm wide", "20 x 30 cm", "size"),
        ("44 cm wide", "44 cm wide", "width"),
    ],
)
def test_another_place_stays_as_it_is(text: str, length: str, name: str) -> None:
    assert said(text, length) == (length, name)
