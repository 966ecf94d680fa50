"""Finds listed values in texts, by whole words."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from app.domain.standard import fold
from app.extraction.finders.found import Found, Wanted
from model.spans import Span

# A word with its apostrophes, or a sign. A hyphen within a word separates two words, like a space.
_TOKEN = re.compile(r"\w+(?:['’`´]\w+)*|[^\w\s]")
_HYPHEN = re.compile(r"(?<=\w)[-‐](?=\w)")
_APOSTROPHES = re.compile(r"['’`´]")
# Words that the name of a maker may follow, and how many words after it are looked at.
_LEADS = frozenset("by from the a an".split())
_FOLLOWING = 6
# A text says what it is about in its first words, before a word that relates it to other things.
_SUBJECT = 10
_RELATIONS = frozenset(
    "for with without in on of to from by at as than like your fits fit holds hold keeps is are has have and or".split()
)


class ListFinder:
    """Finds the listed texts of several properties.

    The time for a text is linear in its words, times the words of the longest listed text. It does not depend on the
    number of listed texts.
    """

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self._wanted = tuple(wanted)
        # Words of a listed text → the properties that list it, and first word → the words of the longest text.
        self._owners: dict[str, tuple[int, ...]] = {}
        self._longest: dict[str, int] = {}
        self._exact: set[tuple[int, str]] = set()
        self._beside: dict[tuple[int, str], frozenset[str]] = {}
        for number, each in enumerate(self._wanted):
            for text in each.texts:
                self._add(number, each, text)

    def find(self, text: str) -> Iterator[Found]:
        """Yields the listed texts in `text`. They may overlap."""
        places = list(_tokens(text))
        words = [_normal(text[start:end]) for start, end in places]
        subject = _subject(words)
        for first, word in enumerate(words):
            key = ""
            for last in range(first, min(first + self._longest.get(word, 0), len(words))):
                key = f"{key} {words[last]}" if key else word
                for owner in self._owners.get(key, ()):
                    start, end = places[first][0], places[last][1]
                    if self._is_allowed(owner, text[start:end]) and self._fits(owner, key, words, first, last):
                        wanted = self._wanted[owner]
                        span = Span(start, end, wanted.label, text[start:end], finder="list")
                        yield Found(span, wanted.when, first < subject)

    def _add(self, owner: int, wanted: Wanted, text: str) -> None:
        words = [_normal(text[start:end]) for start, end in _tokens(text)]
        # The full stop of "Dr. Martens" may be missing.
        for way in (words, [word for word in words if word != "."]):
            for said in (way, [*way[:-1], _plural(way[-1])] if way and wanted.plural else way):
                if said:
                    key = " ".join(said)
                    self._owners[key] = tuple(dict.fromkeys((*self._owners.get(key, ()), owner)))
                    self._longest[said[0]] = max(self._longest.get(said[0], 0), len(said))
                    if text in wanted.beside:
                        self._beside[owner, key] = wanted.beside[text]
        if wanted.exact:
            self._exact.add((owner, _spaced(text)))

    def _is_allowed(self, owner: int, said: str) -> bool:
        return not self._wanted[owner].exact or (owner, _spaced(said)) in self._exact

    def _fits(self, owner: int, key: str, words: Sequence[str], first: int, last: int) -> bool:
        """Whether a text that needs certain words has them: one of them behind it, and nothing before it."""
        needed = self._beside.get((owner, key))
        if needed is None:
            return True
        begins = first == 0 or not words[first - 1].isalnum() or words[first - 1] in _LEADS
        following = takewhile(str.isalnum, words[last + 1 : last + 1 + _FOLLOWING])
        return begins and not needed.isdisjoint(following)


def _subject(words: Sequence[str]) -> int:
    """Returns how many words may come before the end of what a text is about: of "bag for a laptop", one."""
    ends = (n for n, word in enumerate(words[:_SUBJECT]) if word in _RELATIONS)
    return next(ends, _SUBJECT)


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    """Yields the places of words and signs, without hyphens within words."""
    for match in _TOKEN.finditer(text):
        if not (match[0] in "-‐" and _HYPHEN.match(text, match.start())):
            yield match.span()


def _normal(token: str) -> str:
    return _APOSTROPHES.sub("", fold(token))


def _spaced(text: str) -> str:
    """Returns the words and signs of a text in their own case, one space between them."""
    words = (_APOSTROPHES.sub("", text[start:end]) for start, end in _tokens(text))
    return " ".join(word for word in words if word != ".")


def _plural(word: str) -> str:
    """Returns the regular plural of an English word."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"
