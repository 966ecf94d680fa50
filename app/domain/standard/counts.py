"""Reads counts: "pack of 6", "6-pack", "12 ct.", "80/box"."""

import re
from collections.abc import Set

from app.domain.standard.numbers import WORDS, plain
from app.domain.standard.quantities import Measure

_COUNT = r"\d{1,3}(?:,\d{3})+|\d{1,6}|[a-z]+"
_PACK_OF = re.compile(rf"([a-z]+) of ({_COUNT})(?: ([a-z]+))?\.?", re.ASCII)
_COUNTED = re.compile(rf"({_COUNT})[ -]{{0,2}}((?:per |/ ?)?[a-z]+)\.?(?: ([a-z]+)\.?)?", re.ASCII)


def read_count(folded: str, containers: Set[str], things: Set[str]) -> Measure | None:
    """Reads a folded text that is a count of packs ("pack of 6") or things ("6 pieces"); None for other texts."""
    match = _PACK_OF.fullmatch(folded)
    if match:
        number, known = match[2], match[1] in containers and (match[3] is None or match[3] in things)
    else:
        match = _COUNTED.fullmatch(folded)
        number, known = (match[1], _are_counted(match[2], match[3], containers, things)) if match else ("", False)
    counted = _number(number) if known else None
    return counted_as(float(counted)) if counted is not None else None


def counted_as(number: float) -> Measure:
    """Returns the standard value of a count."""
    return Measure(f"{plain(number)} count", number, "count")


def _are_counted(first: str, second: str | None, containers: Set[str], things: Set[str]) -> bool:
    per = re.sub(r"^(?:per |/ ?)", "", first)
    return (per in things or (per != first and per in containers)) and (not second or second in {*things, *containers})


def _number(text: str) -> int | None:
    if text in WORDS:
        return WORDS.index(text) + 1
    digits = text.replace(",", "")
    return int(digits) if digits.isdecimal() and not digits.startswith("0") else None
