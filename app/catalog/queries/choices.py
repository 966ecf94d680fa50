"""Choices in a query: "red or blue" asks for one of both."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.catalog.queries.understood import Kind, Part
from app.domain.queries import Term

_OR = re.compile(r",?\s+or\s+", re.IGNORECASE)


def join_choices(text: str, parts: Sequence[Part]) -> list[Part]:
    """Joins parts with "or" between them, in the order of the text. An item meets the joined part by either.

    What both choices say is said once: "red shoes or blue shoes" asks for red or blue, and for shoes.
    Words of which several are needed cannot be a choice: such parts stay apart.
    """
    joined: list[Part] = []
    for n, part in enumerate(parts):
        repeated = _repeated(joined, parts[n + 1 :]) if joined and _is_or(text, joined[-1], part) else 0
        before = joined[-1 - repeated] if joined else None
        if before and before.term and part.term and _is_or(text, joined[-1], part) and _are_choices(before, part):
            start, end = before.start, part.end
            term = _either(before.term, part.term, text[start:end])
            joined[-1 - repeated :] = [replace(before, end=end, text=term.text, kind=_kind(term), term=term)]
        else:
            joined.append(part)
    return joined


def _repeated(before: Sequence[Part], behind: Sequence[Part]) -> int:
    """Returns how many parts before the "or", at most all but the first, come again behind the second choice."""
    said, again = ([part.term.words if part.term else None for part in each] for each in (before, behind))
    longest = min(len(said) - 1, len(again))
    return next((n for n in range(longest, 0, -1) if None not in again[:n] and said[-n:] == again[:n]), 0)


def _is_or(text: str, one: Part, other: Part) -> bool:
    return _OR.fullmatch(text[one.end : other.start]) is not None


def _are_choices(one: Part, other: Part) -> bool:
    return other.term is not None and len(other.term.words) == 1 and one.use == other.use


def _either(one: Term, other: Term, text: str) -> Term:
    variants = dict.fromkeys((*other.words, *one.variants, *other.variants))
    return replace(
        one,
        end=other.end,
        text=text,
        targets=(*one.targets, *(each for each in other.targets if each not in one.targets)),
        variants=tuple(each for each in variants if each not in one.words),
    )


def _kind(term: Term) -> Kind:
    return "property" if term.targets else "word"
