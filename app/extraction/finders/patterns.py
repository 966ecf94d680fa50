"""Finds matches of a team's regular expressions in texts."""

from collections.abc import Iterator, Sequence

from app.domain.standard import compile_expression
from app.extraction.finders.found import Found, Wanted
from model.spans import Span


class PatternFinder:
    """Finds matches of the patterns of several properties. The time is linear in the text, for each pattern.

    If a pattern has a group, the first group is the value: `art\\. no\\. (\\w+)`. A match that begins or ends inside a
    word does not count.
    """

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self._patterns = [(each, compile_expression(pattern)) for each in wanted for pattern in each.patterns]

    def find(self, text: str) -> Iterator[Found]:
        """Yields the matches in `text`. Those of different patterns may overlap."""
        for wanted, pattern in self._patterns:
            for match in pattern.finditer(text):
                start, end = match.span(1) if pattern.groups and match[1] else match.span()
                if start < end and not (_cuts(text, start) or _cuts(text, end)):
                    yield Found(Span(start, end, wanted.label, text[start:end], finder="pattern"), wanted.when)


def _cuts(text: str, place: int) -> bool:
    """Tells whether the characters on both sides of a place belong to one word."""
    return text[max(0, place - 1) : place].isalnum() and text[place : place + 1].isalnum()
