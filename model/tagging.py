"""Turns texts into spans with any network. Training, evaluation and serving share this code."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from model.decode import Decoder
from model.spans import Span
from model.tokens import Tokens, WordTokenizer
from model.windows import Window, WindowSize, cut, merge

# Returns, for each window, the probabilities of all tags at each of its tokens: float32 [tokens, tags].
TagWindows = Callable[[Sequence[Window]], list[NDArray[np.float32]]]


@dataclass(frozen=True, slots=True, eq=False)
class TaggedText:
    """A text with its tag probabilities: float32 [tokens, tags]. `windows` is the number of its windows."""

    tokens: Tokens
    probabilities: NDArray[np.float32]
    windows: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """The spans of one text in order, the number of its windows, and its length in code points."""

    spans: tuple[Span, ...]
    windows: int
    characters: int


@dataclass(frozen=True, slots=True, eq=False)
class CutText:
    """A text cut into the windows that the network reads."""

    tokens: Tokens
    windows: list[Window]


def cut_texts(texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize) -> list[CutText]:
    """Cuts each text into tokens and windows."""
    tokens = tokenizer.tokenize(texts)
    return [CutText(each, cut(each, size, tokenizer.cls_id, tokenizer.sep_id)) for each in tokens]


def join(cuts: Sequence[CutText], rows: Iterable[NDArray[np.float32]], width: int) -> list[TaggedText]:
    """Joins the windows of each text. `rows` has one array for each window, in order; `width` is the number of tags."""
    rows_left = iter(rows)
    return [
        TaggedText(
            each.tokens,
            merge(len(each.tokens), each.windows, list(islice(rows_left, len(each.windows))), width),
            len(each.windows),
        )
        for each in cuts
    ]


def tag_texts(
    texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize, width: int, tag: TagWindows
) -> list[TaggedText]:
    """Tags each text from beginning to end. A token takes the tag of its first word piece."""
    cuts = cut_texts(texts, tokenizer, size)
    return join(cuts, tag([window for each in cuts for window in each.windows]), width)


def read_spans(
    texts: Sequence[str], tokenizer: WordTokenizer, size: WindowSize, decoder: Decoder, tag: TagWindows
) -> list[Extraction]:
    """Returns all spans of each text, whatever their scores."""
    tagged = tag_texts(texts, tokenizer, size, decoder.width, tag)
    return [extraction(decoder, each) for each in tagged]


def extraction(decoder: Decoder, tagged: TaggedText) -> Extraction:
    """Returns the spans of a tagged text, whatever their scores."""
    spans = tuple(decoder.spans(tagged.tokens, tagged.probabilities))
    return Extraction(spans, tagged.windows, len(tagged.tokens.text))
