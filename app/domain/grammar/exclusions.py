"""Exclusions: "without leather", "-nike", "no long sleeves or hoods"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.grammar import words
from app.domain.grammar.bounds import any_of
from app.domain.grammar.held import Held
from app.domain.grammar.parts import Exclusion
from app.domain.standard import find_words

_OPENING = re.compile(
    rf"(?<![\w-])(?P<not>{any_of(words.EXCLUDING)})\s+(?:(?:{any_of(words.OF)})\s+)*(?=\w)", re.IGNORECASE
)
_MINUS = re.compile(r"(?<!\S)[-−–](?=[^\W\d_])")
_MINUS_END = re.compile(r"[\w'’-]+")
_JOINED = re.compile(r"\s*(?:/|(?:,\s*)?(?:or|nor|and)(?!\w))\s*(?:(?:no|not|without)\s+)?", re.IGNORECASE)
_BLANK = re.compile(r"[ -]+")
_MOST_WORDS = 3


def read_exclusions(text: str, held: Held) -> Iterator[Exclusion]:
    """Yields the exclusions. "non-stick" and "sugar-free" are none, nor is what the graph has as a name ("no show")."""
    for match in _MINUS.finditer(text):
        end = _MINUS_END.match(text, match.end())
        if end:
            yield Exclusion(match.start(), end.end(), end[0], _folded(end[0]))
    for match in _OPENING.finditer(text):
        yield from _list(text, match, held)


def _list(text: str, match: re.Match[str], held: Held) -> Iterator[Exclusion]:
    """Yields what one phrase excludes: of "without leather or suede", both."""
    start, at = match.start(), match.end()
    said = _folded(match["not"])
    while found := _longest(text, at, held):
        if held.says([said[-1], found.words[0]]):
            return
        yield replace(found, start=start)
        joined = _JOINED.match(text, found.end)
        if joined is None:
            return
        start, at = joined.end() - len(joined[0].lstrip()), joined.end()


def _longest(text: str, at: int, held: Held) -> Exclusion | None:
    """Returns the longest run of words from here that is a value of the graph; the first word if none is."""
    run = _run(text, at)
    for length in range(len(run), 1, -1):
        if held.is_value([word for _, _, word in run[:length]]):
            return _excluded(text, run[:length])
    return _excluded(text, run[:1]) if run else None


def _run(text: str, at: int) -> list[tuple[int, int, str]]:
    """Returns the words from here that may be one phrase."""
    run: list[tuple[int, int, str]] = []
    for start, end, word in find_words(text[at:]):
        gap = text[at + (run[-1][1] - at if run else 0) : at + start]
        stops = words.NEVER_EXCLUDED | words.FILLERS
        if word in stops or word.isdigit() or len(run) == _MOST_WORDS or (run and not _BLANK.fullmatch(gap)):
            break
        run.append((at + start, at + end, word))
    return run


def _excluded(text: str, run: Sequence[tuple[int, int, str]]) -> Exclusion:
    start, end = run[0][0], run[-1][1]
    return Exclusion(start, end, text[start:end], tuple(word for _, _, word in run))


def _folded(said: str) -> tuple[str, ...]:
    return tuple(word for _, _, word in find_words(said))
