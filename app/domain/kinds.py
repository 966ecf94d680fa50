"""Reads the names of kinds of things: neighbours are one name, and a use before the noun is a property of its own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.domain.mentions import Mention, Texts
from app.domain.standard import Standardizer, spelling

_BETWEEN = (" ", "-")
_END_OF_WORD = re.compile(r"(?<=\w)[ -](?=\w)")


def with_whole_names(mentions: Iterable[Mention], texts: Texts, standardizer: Standardizer) -> list[Mention]:
    """Joins neighbours of a property whose rules say `compound`, and divides mentions by the rule `leading`.

    The model may find "pie" and "dish" of "pie dish". A listed name stays apart, unless the rules list both as one: of
    "crew t-shirt", the t-shirt. The model may find "hiking socks" as one; they are socks for hiking. The
    mentions must be in the order of their places.
    """
    return [part for each in _joined(mentions, texts, standardizer) for part in _divided(each, standardizer)]


def _joined(mentions: Iterable[Mention], texts: Texts, standardizer: Standardizer) -> Iterator[Mention]:
    last: Mention | None = None
    for each in mentions:
        if last and _are_one(last, each, texts, standardizer):
            first, second = last.evidence, each.evidence
            text = texts[first.field][first.start : second.end]
            score = min(first.score, second.score)
            last = replace(last, evidence=replace(first, end=second.end, text=text, score=score))
            continue
        if last:
            yield last
        last = each
    if last:
        yield last


def _are_one(first: Mention, second: Mention, texts: Texts, standardizer: Standardizer) -> bool:
    before, after = first.evidence, second.evidence
    text, rules = texts.get(before.field, ""), standardizer.rulebook.rules(first.name)
    is_next = first.name == second.name and before.field == after.field and before.end + 1 == after.start
    if not is_next or not rules.compound or text[before.end : after.start] not in _BETWEEN:
        return False
    whole, last = (
        standardizer.standardize(first.name, text[at : after.end]).value for at in (before.start, after.start)
    )
    return whole in rules.whole or last not in rules.whole


def _divided(mention: Mention, standardizer: Standardizer) -> Sequence[Mention]:
    """Returns a mention, or what leads it and the rest. A name that the rules list stays whole."""
    rules, text = standardizer.rulebook.rules(mention.name), mention.evidence.text
    places = [match.start() for match in _END_OF_WORD.finditer(text)] if rules.leading else []
    for place in reversed(places):
        name = rules.leading.get(spelling(text[:place]))
        if name and standardizer.standardize(mention.name, text).value not in rules.whole:
            return [_part(mention, name, 0, place), _part(mention, mention.name, place + 1, len(text))]
    return [mention]


def _part(mention: Mention, name: str, start: int, end: int) -> Mention:
    evidence = mention.evidence
    at = evidence.start
    return Mention(name, replace(evidence, start=at + start, end=at + end, text=evidence.text[start:end]))
