"""IOB2 tags (Ramshaw and Marcus 1995, as in CoNLL-2002): labels to tags, spans to tags and back."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.spans import Span
from model.tokens import Int32, Tokens

SCHEME: Final = "IOB2"
OUTSIDE = 0


def tags_of(labels: Sequence[str]) -> list[str]:
    """`["O", "B-X", "I-X", "B-Y", …]`: tag 2k+1 begins label k, tag 2k+2 continues it."""
    return ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]


def spans_to_tags(tokens: Tokens, spans: Iterable[Span], labels: Sequence[str]) -> tuple[Int32, list[Span]]:
    """Tags int32 [tokens], and the spans that no run of whole free tokens expresses.

    Such a span (it cuts a token, overlaps an earlier one, or has an unknown label) leaves no tag.
    """
    tags = np.zeros(len(tokens), dtype=np.int32)
    refused: list[Span] = []
    for span in spans:
        first = int(np.searchsorted(tokens.starts, span.start))
        last = int(np.searchsorted(tokens.ends, span.end, side="right"))
        aligned = first < last and tokens.starts[first] == span.start and tokens.ends[last - 1] == span.end
        if not aligned or span.label not in labels or tags[first:last].any():
            refused.append(span)
            continue
        begin = 2 * labels.index(span.label) + 1
        tags[first] = begin
        tags[first + 1 : last] = begin + 1
    return tags, refused


def runs(tags: NDArray[np.integer]) -> list[tuple[int, int, int]]:
    """The labelled runs `(first token, last token exclusive, label number)` of a sequence of tag numbers.

    An `I-` that continues no run of its label begins one, as in conlleval.
    """
    found: list[tuple[int, int, int]] = []
    for index, tag in enumerate(tags.tolist()):
        if tag == OUTSIDE:
            continue
        label, begins = (tag - 1) // 2, tag % 2 == 1
        if not begins and found and found[-1][1] == index and found[-1][2] == label:
            found[-1] = (found[-1][0], index + 1, label)
        else:
            found.append((index, index + 1, label))
    return found
