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
Tag = Callable[[Sequence[Window]], list[NDArray[np.float32]]]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
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
class Cut:
    """A text as the network is to read it."""

    tokens: Tokens
    windows: list[Window]


def cut_texts(texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize) -> list[Cut]:
    """The tokens and windows of each text."""
    tokens = tokenizer.tokenize(texts)
    return [Cut(each, cut(each, size, tokenizer.cls_id, tokenizer.sep_id)) for each in tokens]


def join(cuts: Sequence[Cut], rows: Iterable[NDArray[np.float32]], width: int) -> list[Reading]:
    """What the network says of each text, from its rows of all windows in order; `width` is the number of tags."""
    each_window = iter(rows)
    return [
        Reading(
            each.tokens,
            merge(len(each.tokens), each.windows, list(islice(each_window, len(each.windows))), width),
            len(each.windows),
        )
        for each in cuts
    ]


def read(texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize, width: int, tag: Tag) -> list[Reading]:
    """Each text read to its end. A word's tag is that of its first piece."""
    cuts = cut_texts(texts, tokenizer, size)
    return join(cuts, tag([window for each in cuts for window in each.windows]), width)


def read_spans(
    texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize, decoder: Decoder, tag: Tag
) -> list[Extraction]:
    """All spans of each text, whatever their scores."""
    readings = read(texts, tokenizer, size, decoder.width, tag)
    return [extraction(decoder, each) for each in readings]


def extraction(decoder: Decoder, reading: Reading) -> Extraction:
    """The spans of a reading, whatever their scores."""
    spans = tuple(decoder.spans(reading.tokens, reading.probabilities))
    return Extraction(spans, reading.windows, len(reading.tokens.text))
