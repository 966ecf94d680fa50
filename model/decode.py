"""From scores of tags to spans with a score."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.spans import Span
from model.tags import runs
from model.tokens import Tokens


def decode(tokens: Tokens, probabilities: NDArray[np.float32], labels: Sequence[str]) -> list[Span]:
    """The spans of a text, in order and without overlap.

    `probabilities`: float32 [tokens, 1 + 2 * labels], columns as in `tags_of`. The tag of a token is its most
    probable one; the score of a span is that of its least certain token, where the certainty of a token is the
    probability of the span's label (`B-` and `I-` together).
    """
    if not len(tokens):
        return []
    spans = []
    for first, last, label in runs(probabilities.argmax(axis=1)):
        certainty = probabilities[first:last, 2 * label + 1 : 2 * label + 3].sum(axis=1)
        start, end = int(tokens.starts[first]), int(tokens.ends[last - 1])
        score = min(1.0, round(float(certainty.min()), 4))
        spans.append(Span(start, end, labels[label], tokens.text[start:end], score))
    return spans
