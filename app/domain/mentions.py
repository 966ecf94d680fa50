"""What the spans of an item's texts say, with what stands beside them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.domain.items import Evidence, Field
from app.domain.standard import Standardizer, StandardValue

Texts = Mapping[Field, str]

# Characters on either side of a span that may explain it.
_NEAR = 80
_BARE = re.compile(r"\W*\d[\d ,.]*x?\W*", re.IGNORECASE | re.ASCII)
_BEHIND = re.compile(r"[ -]{0,2}\w+")
_BEFORE = re.compile(r"\w+ of $")
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that says something of property `name`."""

    name: str
    evidence: Evidence


def read_mention(mention: Mention, texts: Texts, standardizer: Standardizer) -> tuple[Mention, StandardValue] | None:
    """The property and standard value that a mention says; None where it says nothing of the property.

    A number that counts something only by its words ("400 lumens", "pack of 6") takes these in; without such words it
    counts nothing. Texts that are not at hand change nothing.
    """
    mention = _whole(mention, texts, standardizer)
    evidence = mention.evidence
    standard = standardizer.standardize(mention.name, evidence.text, _beside(evidence, texts))
    if not standard.value or standard.vague or _counts_nothing(mention, texts, standardizer):
        return None
    return Mention(standardizer.home(mention.name, standard), evidence), standard


def _whole(mention: Mention, texts: Texts, standardizer: Standardizer) -> Mention:
    """With the words that make its number a count or a quantity."""
    if not _counts_nothing(mention, texts, standardizer):
        return mention
    for evidence in _wider(mention.evidence, texts[mention.evidence.field]):
        if standardizer.standardize(mention.name, evidence.text).unit:
            return replace(mention, evidence=evidence)
    return mention


def _counts_nothing(mention: Mention, texts: Texts, standardizer: Standardizer) -> bool:
    evidence = mention.evidence
    is_bare = standardizer.counts(mention.name) and _BARE.fullmatch(evidence.text) is not None
    return is_bare and texts.get(evidence.field, "")[evidence.start : evidence.end] == evidence.text


def _wider(evidence: Evidence, text: str) -> Iterator[Evidence]:
    """The place with up to three words behind it, the most first, or with "pack of" before it."""
    ends = [evidence.end]
    while len(ends) <= _MOST_WORDS and (match := _BEHIND.match(text, ends[-1])):
        ends.append(match.end())
    for end in reversed(ends[1:]):
        yield replace(evidence, end=end, text=text[evidence.start : end])
    if match := _BEFORE.search(text, max(0, evidence.start - _NEAR), evidence.start):
        yield replace(evidence, start=match.start(), text=text[match.start() : evidence.end])


def _beside(evidence: Evidence, texts: Texts) -> str:
    """The title, and what is near the span."""
    near = texts.get(evidence.field, "")[max(0, evidence.start - _NEAR) : evidence.end + _NEAR]
    return f"{near} {texts.get('title', '')}"
