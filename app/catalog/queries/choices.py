"""Choices in a query: "red or blue" asks for one of both."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.catalog.queries.understood import Kind, Part
from app.domain.queries import Term

_OR = re.compile(r",?\s+or\s+", re.IGNORECASE)


def join_choices(text: str, parts: Sequence[Part]) -> list[Part]:
    """Joins parts with "or" between them, in the order of the text. An item meets the joined part by either.

    Words of which several are needed cannot be a choice: such parts stay apart.
    """
    joined: list[Part] = []
    for part in parts:
        before = joined[-1] if joined else None
        if before and before.term and part.term and _are_choices(text, before, part):
            start, end = before.start, part.end
            term = _either(before.term, part.term, text[start:end])
            joined[-1] = replace(before, end=end, text=term.text, kind=_kind(term), term=term)
        else:
            joined.append(part)
    return joined


def _are_choices(text: str, one: Part, other: Part) -> bool:
    is_simple = other.term is not None and len(other.term.words) == 1
    return is_simple and one.use == other.use and _OR.fullmatch(text[one.end : other.start]) is not None


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
