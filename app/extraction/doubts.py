"""Finds the words of a text on which a model is undecided."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.decode import Decoder
from model.tagging import TaggedText

# Words are doubtful if another label, or none, has at least this probability.
_LEAST = 0.2


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that may be a span of `label`, or none or another: offsets in code points, and how doubtful (0 to 1)."""

    start: int
    end: int
    text: str
    label: str
    doubt: float


def doubts_of(tagged: TaggedText, decoder: Decoder, threshold: Callable[[str], float]) -> list[Doubt]:
    """Returns the doubtful stretches of a text in order.

    A span is doubtful near its threshold: 1 − the distance of its score, as a share of the largest distance. So is a
    stretch outside all spans whose label is unsure: the probability that its surest word is not what it is taken for.
    """
    if not len(tagged.tokens):
        return []
    spans = decoder.spans(tagged.tokens, tagged.probabilities)
    found = []
    for span in spans:
        bound = threshold(span.label)
        doubt = 1 - abs(span.score - bound) / max(bound, 1 - bound)
        if doubt >= _LEAST:
            found.append(Doubt(span.start, span.end, span.text, span.label, doubt))
    covered = np.zeros(len(tagged.tokens), dtype=bool)
    for span in spans:
        covered |= (tagged.tokens.starts < span.end) & (tagged.tokens.ends > span.start)
    found += _outside(tagged, decoder, covered)
    return sorted(found, key=lambda each: each.start)


def _outside(tagged: TaggedText, decoder: Decoder, covered: NDArray[np.bool_]) -> Iterator[Doubt]:
    tokens, rows = tagged.tokens, tagged.probabilities
    chances = rows[:, 1:].reshape(len(rows), len(decoder.labels), -1).sum(axis=2)
    unsure = (chances.sum(axis=1) >= _LEAST) & ~covered
    edges = np.flatnonzero(np.diff(np.concatenate([[False], unsure, [False]]).astype(np.int8)))
    for first, last in edges.reshape(-1, 2).tolist():
        label = decoder.labels[int(chances[first:last].sum(axis=0).argmax())]
        start, end = int(tokens.starts[first]), int(tokens.ends[last - 1])
        yield Doubt(start, end, tokens.text[start:end], label, float(chances[first:last].sum(axis=1).max()))
