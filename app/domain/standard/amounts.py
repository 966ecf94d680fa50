"""Reads amounts in two units, "500 g (17.6 oz)", and multipacks, "6 x 330 ml"."""

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import replace

from app.domain.standard.numbers import WORDS, plain, scan
from app.domain.standard.quantities import Measure, to_text
from app.domain.standard.units import Scale, is_currency

# Reads a text by a scale.
Read = Callable[[str, Scale], Measure | None]

# The largest relative difference between two statements of one amount, because people round.
_ROUNDING = 0.1
_BRACKETS = re.compile(r"([^()]+?) ?\(([^()]+)\)")
_SIGNS = re.compile(r" ?/ ?| ?= ?| ?\| ?|, ?")
_TIMES = re.compile(r"(\d{1,5}) ?[x×*] ?(\D*\d.*)", re.ASCII)
_TIMES_LAST = re.compile(r"(.*[^\W\d_]\.?) ?[x×*] ?(\d{1,5})", re.ASCII)
_PACKED = re.compile(r"(\d{1,5}|[a-z]+) ([a-z]+) of (\D*\d.*)", re.ASCII)
_PACK_OF = re.compile(r"([a-z]+) of (.+)", re.ASCII)
# With these units, "2 x" begins dimensions rather than a multipack.
_NOT_PACKED = {"cm", "px", "count", "%", "°C", None}


def read_twice(text: str, scale: Scale, read: Read) -> Measure | None:
    """Reads one amount that is stated in two units. Returns the first statement; None for other texts."""
    for one, other in _halves(text):
        second = read(other, scale)
        first = read(one, scale) or (_beside(one, second, scale, read) if second else None)
        if first and second and first.unit != second.unit:
            first, second = _of_one_kind(one, other, scale, read)
        if first and second and first.unit == second.unit and _spelling(one) != _spelling(other):
            return first if _are_close(first, second) else None
    return None


def _beside(text: str, other: Measure, scale: Scale, read: Read) -> Measure | None:
    """Reads a statement by the kind of the other: in "9m (29.5ft)", "m" is metres."""
    return read(text, replace(scale, measures=scale.measures | {other.unit or ""}))


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Yields the ways to divide the text in two."""
    if match := _BRACKETS.fullmatch(text):
        yield match[1], match[2]
    for match in _SIGNS.finditer(text):
        yield text[: match.start()], text[match.end() :]


def _of_one_kind(one: str, other: str, scale: Scale, read: Read) -> tuple[Measure | None, Measure | None]:
    """Reads both as masses or both as volumes, because an ounce may be either."""
    for unit in ("g", "ml"):
        wider = replace(scale, measures=scale.measures | {unit})
        first, second = read(one, wider), read(other, wider)
        if first and second and first.unit == second.unit == unit:
            return first, second
    return None, None


def _spelling(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def _are_close(one: Measure, other: Measure) -> bool:
    first, second = scan(one.text), scan(other.text)
    if not first or not second or len(first[0]) != len(second[0]):
        return False
    pairs = zip(first[0], second[0], strict=True)
    return all(abs(low - high) <= _ROUNDING * max(abs(low), abs(high)) for low, high in pairs)


def read_multipack(text: str, containers: Set[str], things: Set[str], scale: Scale, read: Read) -> Measure | None:
    """Reads several packs of one amount. The result implies the single amount and the total."""
    count, rest = _packed(text, containers, things)
    single = read(rest, scale) if count and count > 1 else None
    if not count or single is None or single.number is None or single.high is not None:
        return None
    if single.unit in _NOT_PACKED or is_currency(single.unit):
        return None
    total = float(f"{count * single.number:.9g}")
    whole = f"{to_text(total, single.unit)} {single.unit}".casefold()
    return Measure(f"{plain(count)} x {single.text}", None, single.unit, broader=(single.text, whole), count=count)


def _packed(text: str, containers: Set[str], things: Set[str]) -> tuple[float | None, str]:
    """Returns the number of packs and the text of one of them."""
    if (match := _PACK_OF.fullmatch(text)) and match[1] in containers:
        text = match[2]
    if match := _TIMES.fullmatch(text):
        return float(match[1]), match[2]
    if match := _TIMES_LAST.fullmatch(text):
        return float(match[2]), match[1]
    match = _PACKED.fullmatch(text)
    if match is None or match[2].removesuffix("s") not in {*containers, *things}:
        return None, ""
    spelt = WORDS.index(match[1]) + 1 if match[1] in WORDS else 0
    return (float(match[1]) if match[1].isdecimal() else float(spelt)), match[3]
