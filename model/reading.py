"""From texts to spans round any network: the one loop that training, evaluation and serving share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.decode import decode
from model.spans import Span
from model.tags import tags_of
from model.tokens import WordTokenizer
from model.windows import Window, WindowSize, cut, merge

# For each window the probabilities of all tags at each of its tokens: float32 [tokens, tags].
Tag = Callable[[Sequence[Window]], list[NDArray[np.float32]]]


@dataclass(frozen=True, slots=True)
class Extraction:
    """The spans of one text in order, and the number of windows in which it was read."""

    spans: tuple[Span, ...]
    windows: int


def read_spans(
    texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize, labels: Sequence[str], tag: Tag
) -> list[Extraction]:
    """The spans of each text, read to its end."""
    tokens = tokenizer.tokenize(texts)
    windows = [cut(each, size, tokenizer.cls_id, tokenizer.sep_id) for each in tokens]
    rows = iter(tag([window for each in windows for window in each]))
    width = len(tags_of(labels))
    found = []
    for each, own in zip(tokens, windows, strict=True):
        probabilities = merge(len(each), own, [next(rows) for _ in own], width)
        found.append(Extraction(tuple(decode(each, probabilities, labels)), len(own)))
    return found
