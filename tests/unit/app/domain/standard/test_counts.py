"""Counts of items in a text."""

import pytest

from app.domain.standard.counts import read_count

CONTAINERS, THINGS = {"pack", "set", "box"}, {"pack", "count", "ct", "pcs", "piece"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("pack of 6", 6),
        ("box of twelve", 12),
        ("set of 4 pcs", 4),
        ("6-pack", 6),
        ("six-pack", 6),
        ("6 pack", 6),
        ("12 ct.", 12),
        ("50pcs", 50),
        ("3- pack", 3),
        ("9-piece set", 9),
        ("12 ct. box", 12),
        ("80/box", 80),
        ("80 per box", 80),
    ],
)
def test_a_count(text: str, number: float) -> None:
    found = read_count(text, CONTAINERS, THINGS)
    assert found is not None
    assert (found.text, found.number, found.unit) == (f"{number} count", number, "count")
    assert read_count(found.text, CONTAINERS, THINGS) == found


@pytest.mark.parametrize(
    "text", ["", "6", "2 boxes", "packs of 6", "4 packs of 18", "pack of cards", "cup of 6", "few pcs", "6 kg"]
)
def test_no_count(text: str) -> None:
    assert read_count(text, CONTAINERS, THINGS) is None
