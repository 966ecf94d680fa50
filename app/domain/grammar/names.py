"""Values that a query names without doubt: sizes ("size 10", "eu 42", "xl") and audiences ("for women", "men's")."""

import re
from collections.abc import Iterator

from app.domain.grammar import words
from app.domain.grammar.bounds import any_of
from app.domain.grammar.parts import Named
from app.domain.standard import Standardizer, find_words

SIZE, AUDIENCE = "size", "audience"

_LETTERS = "xxx?s|xs|xx?x?l|[2-5]xl|[2-4]x"
_NUMBER = r"\d{1,3}(?:[.,]5|½| 1/2)?"
_SYSTEM = r"(?:eu|us|uk)\s?"
_WORDS = "extra small|small|medium|large|extra large|x-?small|x-?large|one size|plus|s|m|l"
_AGES = r"\d{1,2}\s?(?:-|to)\s?\d{1,2}\s?(?:months?|m|years?|y)|\d{1,2}\s?(?:months?|t)"
_SIZED = re.compile(
    rf"(?<![\w-])(?:in\s+)?(?:sizes?[\s:]+(?:{_SYSTEM})?(?P<said>{_AGES}|{_LETTERS}|{_WORDS}|{_NUMBER})"
    rf"|(?P<system>{_SYSTEM}{_NUMBER})|(?P<letters>{_LETTERS}))(?![\w.,-]*\w)(?!\s*(?:{any_of('mm|cm|m|inch|inches|in|kg|g')}))",
    re.IGNORECASE,
)
# Items say how many people they are for as a size: "2-person tent".
_FOR_PEOPLE = re.compile(r"(?<![\w-])for\s+(?P<number>\d{1,2})\s+(?:people|persons?)(?!\w)", re.IGNORECASE)
_IN = re.compile(r"^in\s+", re.IGNORECASE)
_AGED = re.compile(
    r"(?<![\w-])(?:for\s+|from\s+|ages?\s+)*(?:an?\s+)?(?P<age>\d{1,2}\s?(?:-|–|to)\s?\d{1,2}[\s-]?(?:months?|years?|yrs?)(?:[\s-]olds?)?"
    r"|\d{1,2}[\s-]?(?:months?|years?|yrs?)[\s-]olds?)(?!\w)",
    re.IGNORECASE,
)
_FOR = re.compile(r"(?<![\w-])for\s+(?:(?:a|an|my|the|our|his|your)\s+)?$", re.IGNORECASE)
_MOST_WORDS = 2
_RELATED = {each: audience for audience, joined in words.RELATIVES.items() for each in joined.split("|")}


def read_sizes(text: str, standardizer: Standardizer) -> Iterator[Named]:
    """Yields the sizes. A letter, or a number without a system, is one only behind "size", or before "people"."""
    for match in _SIZED.finditer(text):
        said = match["said"] or match["letters"] or match["system"]
        value = standardizer.standardize(SIZE, _IN.sub("", match[0]) if match["said"] else said).value
        if value:
            yield Named(match.start(), match.end(), SIZE, value)
    for match in _FOR_PEOPLE.finditer(text):
        value = standardizer.standardize(SIZE, f"{match['number']} person").value
        yield Named(match.start(), match.end(), SIZE, value)


def read_audiences(text: str, standardizer: Standardizer) -> Iterator[Named]:
    """Yields the people whom things are for, and their ages. A relative is one only behind "for": "for my wife"."""
    for match in _AGED.finditer(text):
        yield Named(match.start(), match.end(), AUDIENCE, standardizer.standardize(AUDIENCE, match["age"]).value)
    found = find_words(text)
    for at, (start, end, word) in enumerate(found):
        before = _FOR.search(text, 0, start)
        begin = before.start() if before else start
        if before and word in _RELATED:
            yield Named(begin, end, AUDIENCE, _RELATED[word])
        for length in range(min(_MOST_WORDS, len(found) - at), 0, -1):
            last = found[at + length - 1][1]
            if value := _audience(text[start:last], standardizer):
                yield Named(begin, last, AUDIENCE, value)
                break


def _audience(said: str, standardizer: Standardizer) -> str | None:
    return next((value for name, value in standardizer.listed(said) if name == AUDIENCE), None)
