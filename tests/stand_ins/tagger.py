"""A stand-in for a tagger."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from model.bundle import TOKENIZER, Bundle
from model.tags import IOB2
from model.windows import Window

WORDS = {
    "nike": "B-BRAND",
    "adidas": "B-BRAND",
    "acme": "B-BRAND",
    "red": "B-COLOR",
    "blue": "B-COLOR",
    "navy": "B-COLOR",
    "cotton": "B-MATERIAL",
    "leather": "B-MATERIAL",
    "stainless": "B-MATERIAL",
    "steel": "I-MATERIAL",
    "shirt": "B-CATEGORY",
    "shirts": "B-CATEGORY",
    "shoe": "B-CATEGORY",
    "shoes": "B-CATEGORY",
    "jeans": "B-CATEGORY",
    "xl": "B-SIZE",
}


@cache
def _tokenizer(path: Path) -> Tokenizer:
    """Reading one takes 20 ms and 5 MB."""
    return Tokenizer.from_file(str(path))


class FakeTagger:
    """Looks words up. A word of `words` gets its tag, and any other word `O`, with probability `certainty`."""

    name = "fake"
    threads = 1
    budget = 512

    def __init__(self, bundle: Bundle, words: Mapping[str, str] = WORDS, certainty: float = 0.9) -> None:
        self._tokenizer = _tokenizer(bundle.path(TOKENIZER))
        self._tags = IOB2.tags_of(bundle.manifest.labels)
        self._words = words
        self._certainty = certainty
        self.calls = 0

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        self.calls += 1
        return [self._tag_one(window) for window in windows]

    def close(self) -> None:
        """Nothing to release."""

    def _tag_one(self, window: Window) -> NDArray[np.float32]:
        rows = np.full((len(window.positions), len(self._tags)), 0.0, dtype=np.float32)
        ends = [*window.positions[1:].tolist(), len(window.ids) - 1]
        for row, (begin, end) in enumerate(zip(window.positions.tolist(), ends, strict=True)):
            pieces = [self._tokenizer.id_to_token(int(number)) for number in window.ids[begin:end]]
            word = "".join((piece or "").removeprefix("##") for piece in pieces)
            tag = self._tags.index(self._words.get(word, "O"))
            # The other tags share the rest, except the continuing ones: the end of a span is never in doubt.
            others = [n for n, name in enumerate(self._tags) if n != tag and name[0] != "I"]
            rows[row, others] = (1 - self._certainty) / len(others)
            rows[row, tag] = self._certainty
        return rows
