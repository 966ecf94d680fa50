"""Finds phrases at the ends of a text."""

import re
from collections.abc import Iterable

from app.domain.standard.words import spelling

_NUMBER = re.compile(r"^\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)


class Phrases:
    """Phrases to look for at the ends of a text. `#` in a phrase stands for any number."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._all = frozenset(tuple(map(_bare, spelling(text).split())) for text in texts)
        self._lengths = sorted({len(phrase) for phrase in self._all}, reverse=True)
        self._has_number = any("#" in word for phrase in self._all for word in phrase)

    def at_start(self, words: list[str], start: int, end: int) -> int:
        """Returns the length of the longest phrase at `start` that is not the whole text; 0 if none is there."""
        fitting = (n for n in self._lengths if n < end - start)
        return next((n for n in fitting if self._has(words[start : start + n])), 0)

    def at_end(self, words: list[str], start: int, end: int) -> int:
        """Returns the length of the longest phrase before `end` that is not the whole text; 0 if none is there."""
        fitting = (n for n in self._lengths if n < end - start)
        return next((n for n in fitting if self._has(words[end - n : end])), 0)

    def strip(self, words: list[str]) -> list[str]:
        """Removes the phrases from both ends. Time is linear in the words."""
        start, end = 0, len(words)
        while length := self.at_start(words, start, end):
            start += length
        while length := self.at_end(words, start, end):
            end -= length
        return words[start:end]

    def are_all(self, words: list[str]) -> bool:
        """Whether the words are phrases and nothing else."""
        start = 0
        while start < len(words):
            lengths = (n for n in self._lengths if start + n <= len(words) and self._has(words[start : start + n]))
            length = next(lengths, 0)
            if not length:
                return False
            start += length
        return bool(words)

    def _has(self, words: list[str]) -> bool:
        bare = tuple(map(_bare, words))
        return bare in self._all or (self._has_number and tuple(map(_number_sign, bare)) in self._all)


def _bare(word: str) -> str:
    return word.strip(".,:;") or word


def _number_sign(word: str) -> str:
    return _NUMBER.sub("#", word)
