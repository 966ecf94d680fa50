"""From texts to spans round any network: the one loop that training, evaluation and serving share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.decode import Decoder
from model.spans import Span
from model.tokens import Tokens, WordTokenizer
from model.windows import Window, WindowSize, cut, merge

# For each window the probabilities of all tags at each of its tokens: float32 [tokens, tags].
Tag = Callable[[Sequence[Window]], list[NDArray[np.float32]]]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text as the network read it: `probabilities` float32 [tokens, tags], and the number of its windows."""

    tokens: Tokens
    probabilities: NDArray[np.float32]
    windows: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """The spans of one text in order, and the number of windows in which it was read."""

    spans: tuple[Span, ...]
    windows: int


def read(texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize, width: int, tag: Tag) -> list[Reading]:
    """Each text read to its end; `width` is the number of tags. A word's tag is that of its first piece."""
    tokens = tokenizer.tokenize(texts)
    windows = [cut(each, size, tokenizer.cls_id, tokenizer.sep_id) for each in tokens]
    rows = iter(tag([window for each in windows for window in each]))
    return [
        Reading(each, merge(len(each), own, [next(rows) for _ in own], width), len(own))
        for each, own in zip(tokens, windows, strict=True)
    ]


def read_spans(
    texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize, decoder: Decoder, tag: Tag
) -> list[Extraction]:
    """All spans of each text, whatever their scores."""
    readings = read(texts, tokenizer, size, decoder.width, tag)
    return [Extraction(tuple(decoder.spans(each.tokens, each.probabilities)), each.windows) for each in readings]
