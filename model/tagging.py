"""From texts to spans round any network: the one loop that training, evaluation and serving share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from model.decode import Decoder
from model.spans import Span
from model.tokens import Tokens, WordTokenizer
from model.windows import Window, WindowSize, cut, merge

# For each window the probabilities of all tags at each of its tokens: float32 [tokens, tags].
TagWindows = Callable[[Sequence[Window]], list[NDArray[np.float32]]]


@dataclass(frozen=True, slots=True, eq=False)
class TaggedText:
    """A text as the network read it: `probabilities` float32 [tokens, tags], and the number of its windows."""

    tokens: Tokens
    probabilities: NDArray[np.float32]
    windows: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """The spans of one text in order, the number of windows in which it was read, and its length in code points."""

    spans: tuple[Span, ...]
    windows: int
    characters: int


@dataclass(frozen=True, slots=True, eq=False)
class CutText:
    """A text as the network is to read it."""

    tokens: Tokens
    windows: list[Window]


def cut_texts(texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize) -> list[CutText]:
    """The tokens and windows of each text."""
    tokens = tokenizer.tokenize(texts)
    return [CutText(each, cut(each, size, tokenizer.cls_id, tokenizer.sep_id)) for each in tokens]


def join(cuts: Sequence[CutText], rows: Iterable[NDArray[np.float32]], width: int) -> list[TaggedText]:
    """What the network says of each text, from its rows of all windows in order; `width` is the number of tags."""
    each_window = iter(rows)
    return [
        TaggedText(
            each.tokens,
            merge(len(each.tokens), each.windows, list(islice(each_window, len(each.windows))), width),
            len(each.windows),
        )
        for each in cuts
    ]


def tag_texts(
    texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize, width: int, tag: TagWindows
) -> list[TaggedText]:
    """Each text read to its end. A word's tag is that of its first piece."""
    cuts = cut_texts(texts, tokenizer, size)
    return join(cuts, tag([window for each in cuts for window in each.windows]), width)


def read_spans(
    texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize, decoder: Decoder, tag: TagWindows
) -> list[Extraction]:
    """All spans of each text, whatever their scores."""
    tagged = tag_texts(texts, tokenizer, size, decoder.width, tag)
    return [extraction(decoder, each) for each in tagged]


def extraction(decoder: Decoder, reading: TaggedText) -> Extraction:
    """The spans of a reading, whatever their scores."""
    spans = tuple(decoder.spans(reading.tokens, reading.probabilities))
    return Extraction(spans, reading.windows, len(reading.tokens.text))
