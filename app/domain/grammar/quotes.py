"""Phrases in quotation marks: "air max" shoes."""

import re
from collections.abc import Iterator

from app.domain.grammar.parts import Phrase
from app.domain.standard import find_words

# A mark behind a number means inches: it opens nothing.
_QUOTED = re.compile(r"(?<!\S)[\"“„«](?P<said>[^\"“”„«»]*)[\"”“»](?!\w)")


def read_phrases(text: str) -> Iterator[Phrase]:
    """Yields what stands in quotation marks, if it has words."""
    for match in _QUOTED.finditer(text):
        words = tuple(word for _, _, word in find_words(match["said"]))
        if words:
            yield Phrase(match.start(), match.end(), words)
