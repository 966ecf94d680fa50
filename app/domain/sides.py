"""Finds the side that a length measures, in the words next to it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.domain.items import Evidence
from app.domain.standard import Standardizer

# "width: 44 cm", "44 cm in width", "44 cm-wide".
_BEFORE = re.compile(r"\b[^\W\d_]+(?: ?: ?| )$")
_AFTER = re.compile(r"[ -](?:in )?[^\W\d_]+\b")
# A word between two lengths belongs to the first: "20 cm width 30 cm height".
_AFTER_ANOTHER = re.compile(r"\d ?[^\W\d_]{1,6}\.? $|\d[\"'”] ?$")
_NEARBY_CHARACTERS = 24


def with_side(name: str, evidence: Evidence, text: str, standardizer: Standardizer) -> Evidence:
    """Returns the place of a length with the word beside it that names its side; otherwise the place as it is."""
    standard = standardizer.standardize(name, evidence.text)
    if standard.unit != "cm" or standard.number is None or standard.side:
        return evidence
    found = (each for each in _wider(evidence, text) if standardizer.standardize(name, each.text).side)
    return next(found, evidence)


def _wider(evidence: Evidence, text: str) -> Iterator[Evidence]:
    first = max(0, evidence.start - _NEARBY_CHARACTERS)
    before = _BEFORE.search(text, first, evidence.start)
    after = _AFTER.match(text, evidence.end)
    places = [(before.start(), evidence.end)] if before else []
    places += [(evidence.start, after.end())] if after else []
    if before and _AFTER_ANOTHER.search(text, first, before.start()):
        places.reverse()
    for start, end in places:
        yield replace(evidence, start=start, end=end, text=text[start:end])
