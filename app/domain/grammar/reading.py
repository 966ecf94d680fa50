"""Reads the parts of a query."""

from collections.abc import Iterable, Iterator

from app.domain.grammar.exclusions import read_exclusions
from app.domain.grammar.held import Held
from app.domain.grammar.limits import read_amounts, read_limits
from app.domain.grammar.names import read_audiences, read_sizes
from app.domain.grammar.orders import read_orders
from app.domain.grammar.parts import Part
from app.domain.grammar.quotes import read_phrases
from app.domain.standard import Standardizer

# Stands in the place of what was read, so that no phrase goes across it. It is neither a word nor a blank.
_READ = "|"


def read_parts(text: str, held: Held, standardizer: Standardizer) -> list[Part]:
    """Returns the parts in the order of the text, without overlap. What is left are words.

    Linear in the text, apart from what `held` does.
    """
    found: list[Part] = []
    for read in (_phrases, read_limits, _orders, _exclusions, _sizes, _audiences, _amounts):
        rest = _without(text, found)
        for part in read(rest, held, standardizer):
            if all(part.end <= other.start or part.start >= other.end for other in found):
                found.append(part)
    return sorted(found, key=lambda part: part.start)


def _phrases(text: str, _: Held, __: Standardizer) -> Iterator[Part]:
    return read_phrases(text)


def _orders(text: str, held: Held, _: Standardizer) -> Iterator[Part]:
    return read_orders(text, held)


def _exclusions(text: str, held: Held, _: Standardizer) -> Iterator[Part]:
    return read_exclusions(text, held)


def _sizes(text: str, _: Held, standardizer: Standardizer) -> Iterator[Part]:
    return read_sizes(text, standardizer)


def _audiences(text: str, _: Held, standardizer: Standardizer) -> Iterator[Part]:
    return read_audiences(text, standardizer)


def _amounts(text: str, held: Held, standardizer: Standardizer) -> Iterator[Part]:
    return read_amounts(text, held, standardizer)


def _without(text: str, parts: Iterable[Part]) -> str:
    for part in parts:
        text = text[: part.start] + _READ * (part.end - part.start) + text[part.end :]
    return text
