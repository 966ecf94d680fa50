"""Beginnings of words with a slip of the keyboard in them."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from app.domain.standard import word_set


def slips(word: str) -> int:
    """Returns how many edits a misspelt word may be away: none if it is short or a number, one or two if it is long."""
    return 0 if len(word) < 4 or word.isdigit() else 1 if len(word) < 8 else 2


def begins_nearly(word: str, start: str) -> bool:
    """Whether a word begins like `start`, but for slips. A swap of neighbouring letters is one slip."""
    allowed = slips(start)
    lengths = range(len(start) - allowed, len(start) + allowed + 1)
    return any(OSA.distance(start, word[:length], score_cutoff=allowed) <= allowed for length in lengths)


def says_nearly(text: str, starts: Iterable[str]) -> bool:
    """Whether a text says, for each beginning, a word that begins nearly so."""
    words = word_set(text)
    return all(any(begins_nearly(word, start) for word in words) for start in starts)
