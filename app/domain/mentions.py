"""Reads the spans of an item's texts, with the help of the words around them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.items import Evidence, Field
from app.domain.sides import with_side
from app.domain.standard import Standardizer, StandardValue, fold

Texts = Mapping[Field, str]

# Characters on either side of a span that may explain it.
_NEARBY_CHARACTERS = 80
_BARE = re.compile(r"\W*\d[\d ,.]*x?\W*", re.IGNORECASE | re.ASCII)
_NEXT_WORD = re.compile(r"[ -]{0,2}\w+")
_BEFORE = re.compile(r"\w+ of $")
_MAX_WORDS_AFTER = 3
# Digits that the model cut off: of "1,700 mm" it found "700 mm", of "1/2 in" it found "2 in".
_DIGITS = re.compile(r"(?<![\w.,/⁄])\d[\d.,]*[/⁄]?$", re.ASCII)
_GOES_ON_WITH_DIGITS = re.compile(r"[.,/⁄]?\d", re.ASCII)
# A fraction, and the whole number before it that the model may have left out.
_FRACTION = re.compile(r"(?:one[ -])?(?:half|quarter)\b|\d{1,2}[/⁄]\d|[¼-¾⅐-⅞]", re.IGNORECASE)
_WHOLE = re.compile(r"(?<![\w.,/⁄-])\w+(?: and |[ -])$")
# Quotation marks look like inches. An opening mark comes right before a word; the quotation ends at the next mark.
_OPENS = re.compile(r"(?:^|(?<=[\s(\[]))[\"“](?=\S)[^\"“”]*$")
_MARKS = ('"', "”", "“")
# The text right before and after a code. From `_MODEL` on, a number with a letter after it is a code, not an amount.
_IN_CODE = re.compile(r"[A-Za-z]-$|[A-Z]$", re.ASCII)
_GOES_ON = re.compile(r"-?\w*\d", re.ASCII)
_LETTERED = re.compile(r"(\d+(?:\.\d+)?)[GgLlMmHhAa]", re.ASCII)
_MODEL = 1000
# Words that are no value by themselves. Capitals may be a grade, a size or the name of a brand.
_SAYS_NOTHING = frozenset("a an the and or of with for to by from".split())
_MEMORY = re.compile(r"[ -]?(?:of |unified |(?:lp)?ddr\w* )*(?:ram|memory)\b(?! (?:card|stick))", re.IGNORECASE)
_WEIGHS = re.compile(r"\bweigh\w*(?: [a-z]+){0,2} ?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text with a value of property `name`."""

    name: str
    evidence: Evidence


def read_mentions(
    mentions: Iterable[Mention], texts: Texts, standardizer: Standardizer
) -> list[tuple[Mention, StandardValue]]:
    """Returns the mentions that have a value, as `read_mention` does, in the given order.

    Digits within the place of another mention are a part of its number and have no value: of "1,7 l" the model may
    find "1," and "7 l". A number and the unit right after it are one mention, also where the model finds them apart.
    """
    whole = _joined(list(mentions), texts, standardizer)
    read = [found for each in whole if (found := read_mention(each, texts, standardizer))]
    inner = _inner_places(mention.evidence for mention, _ in read)
    return [
        (mention, standard)
        for mention, standard in read
        if _place(mention.evidence) not in inner or not _BARE.fullmatch(mention.evidence.text)
    ]


def _joined(mentions: Sequence[Mention], texts: Texts, standardizer: Standardizer) -> list[Mention]:
    """Joins each bare number with the mention of its unit, "1,7" and "l", or of its system of sizes, "EU" and "43"."""
    starts = {(each.evidence.field, each.evidence.start): each for each in mentions}
    joined: dict[Mention, Mention] = {}
    seconds: set[Mention] = set()
    for first in mentions:
        second = _next(first, starts, texts)
        if second and _belong_together(first, second, texts, standardizer):
            joined[first] = replace(first, evidence=_both(first, second, texts))
            seconds.add(second)
    return [joined.get(each, each) for each in mentions if each not in seconds]


def _next(mention: Mention, starts: Mapping[tuple[Field, int], Mention], texts: Texts) -> Mention | None:
    """Returns the mention right after another, or one space or hyphen behind it."""
    first = mention.evidence
    text = texts.get(first.field, "")
    if text[first.start : first.end] != first.text:
        return None
    gap = 1 if text[first.end : first.end + 1] in (" ", "-") else 0
    return starts.get((first.field, first.end + gap))


def _belong_together(first: Mention, second: Mention, texts: Texts, standardizer: Standardizer) -> bool:
    """Whether two neighbours are a number and its unit, or a system of sizes and a number in it."""
    first_is_bare, second_is_bare = (_BARE.fullmatch(each.evidence.text) for each in (first, second))
    if first_is_bare and not second_is_bare:
        return bool(standardizer.standardize(first.name, _both(first, second, texts).text).unit)
    systems = standardizer.rulebook.rules(first.name).systems
    return bool(second_is_bare) and first.name == second.name and fold(first.evidence.text) in systems


def _both(mention: Mention, other: Mention, texts: Texts) -> Evidence:
    first, second = mention.evidence, other.evidence
    text = texts[first.field][first.start : second.end]
    return replace(first, end=second.end, text=text, score=min(first.score, second.score))


def _inner_places(found: Iterable[Evidence]) -> set[tuple[str, int, int]]:
    """Returns the places that lie within another place."""
    inner, furthest = set(), dict[str, int]()
    for field, start, end in sorted(set(map(_place, found)), key=lambda place: (place[1], -place[2])):
        if end <= furthest.get(field, 0):
            inner.add((field, start, end))
        furthest[field] = max(end, furthest.get(field, 0))
    return inner


def _place(evidence: Evidence) -> tuple[str, int, int]:
    return evidence.field, evidence.start, evidence.end


def read_mention(mention: Mention, texts: Texts, standardizer: Standardizer) -> tuple[Mention, StandardValue] | None:
    """Returns a mention with its property, and its standard value; None if it has no value of the property.

    A bare number of a counting property is extended by the words that make it a count or quantity ("400 lumens", "pack
    of 6"). Without such words it has no value. If the texts are not given, the mention is read by itself.
    """
    mention = replace(mention, evidence=_without_quotation(mention.evidence, texts))
    mention = _whole(mention, texts, standardizer)
    evidence = with_side(mention.name, mention.evidence, texts.get(mention.evidence.field, ""), standardizer)
    name, standard = standardizer.settle(mention.name, evidence.text, _beside(evidence, texts))
    if (
        evidence.text.strip() in _SAYS_NOTHING
        or _is_cut(evidence, texts)
        or _names_something(evidence, texts)
        or not standard.value
        or standard.vague
        or _counts_nothing(mention, texts, standardizer)
    ):
        return None
    return Mention(_home(name, evidence, texts), evidence), standard


def _home(name: str, evidence: Evidence, texts: Texts) -> str:
    """Returns the property of a mention: bytes with the word "RAM" or "memory" behind them are no storage."""
    is_memory = name == "storage" and _MEMORY.match(texts.get(evidence.field, ""), evidence.end)
    return "memory" if is_memory else name


def _without_quotation(evidence: Evidence, texts: Texts) -> Evidence:
    """Removes a quotation mark at the end that does not mean inches: `"No. 4512"`, `8,000 "Acme" cribs`."""
    text = texts.get(evidence.field, "")
    if not evidence.text.endswith(_MARKS) or text[evidence.start : evidence.end] != evidence.text:
        return evidence
    opens = evidence.text[-2:-1] == " " and text[evidence.end : evidence.end + 1].isalnum()
    closes = _OPENS.search(text[max(0, evidence.start - _NEARBY_CHARACTERS) : evidence.end - 1])
    if not (opens or closes) or not evidence.text[:-1].strip():
        return evidence
    said = evidence.text[:-1].rstrip()
    return replace(evidence, end=evidence.start + len(said), text=said)


def _is_cut(evidence: Evidence, texts: Texts) -> bool:
    """Whether a code took the beginning of a number: of "i52.8ghz" the model found ".8ghz"."""
    before = texts.get(evidence.field, "")[max(0, evidence.start - 1) : evidence.start]
    return evidence.text[:1] == "." and evidence.text[1:2].isdigit() and before.isalnum()


def _names_something(evidence: Evidence, texts: Texts) -> bool:
    """Whether a number with a letter is part of a code: "PB-265L", "11l-0108", "6907L"."""
    match = _LETTERED.fullmatch(evidence.text)
    if match is None:
        return False
    text = texts.get(evidence.field, "")
    within = _IN_CODE.search(text[max(0, evidence.start - 2) : evidence.start]) or _GOES_ON.match(text, evidence.end)
    return float(match[1]) >= _MODEL or within is not None


def _whole(mention: Mention, texts: Texts, standardizer: Standardizer) -> Mention:
    """Extends a mention by the words that make its number a count or a quantity, and by cut-off digits before it."""
    evidence, text = mention.evidence, texts.get(mention.evidence.field, "")
    wider: Iterable[Evidence] = ()
    if text[evidence.start : evidence.end] != evidence.text:
        return mention
    if _counts_nothing(mention, texts, standardizer):
        wider = _wider(evidence, text)
    elif _FRACTION.match(evidence.text):
        wider = _from(_WHOLE, evidence, text)
    elif _GOES_ON_WITH_DIGITS.match(evidence.text):
        wider = _from(_DIGITS, evidence, text)
    found = (each for each in wider if standardizer.standardize(mention.name, each.text).unit)
    return replace(mention, evidence=next(found, evidence))


def _counts_nothing(mention: Mention, texts: Texts, standardizer: Standardizer) -> bool:
    evidence = mention.evidence
    is_bare = standardizer.counts(mention.name) and _BARE.fullmatch(evidence.text) is not None
    return is_bare and texts.get(evidence.field, "")[evidence.start : evidence.end] == evidence.text


def _wider(evidence: Evidence, text: str) -> Iterator[Evidence]:
    """Yields the place with up to three words after it, the longest first, then with "pack of" before it."""
    ends = [evidence.end]
    while len(ends) <= _MAX_WORDS_AFTER and (match := _NEXT_WORD.match(text, ends[-1])):
        ends.append(match.end())
    for end in reversed(ends[1:]):
        yield replace(evidence, end=end, text=text[evidence.start : end])
    yield from _from(_BEFORE, evidence, text)


def _from(before: re.Pattern[str], evidence: Evidence, text: str) -> Iterator[Evidence]:
    """Yields the place extended by a match of the pattern right before it."""
    if match := before.search(text, max(0, evidence.start - _NEARBY_CHARACTERS), evidence.start):
        yield replace(evidence, start=match.start(), text=text[match.start() : evidence.end])


def _beside(evidence: Evidence, texts: Texts) -> str:
    """Returns the text near the span and the title; only "weighs about" if it comes right before."""
    text = texts.get(evidence.field, "")
    before = text[max(0, evidence.start - _NEARBY_CHARACTERS) : evidence.start]
    if weighs := _WEIGHS.search(before):
        return weighs[0]
    return f"{before} {text[evidence.start : evidence.end + _NEARBY_CHARACTERS]} {texts.get('title', '')}"
