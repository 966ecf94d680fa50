"""Cuts a text of any length into overlapping windows, the same in training, evaluation and serving."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from model.tokens import Int32, Tokens

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class WindowSize:
    """`pieces` is the longest window in word pieces, special pieces included. Neighbours share `overlap` pieces."""

    pieces: int
    overlap: int

    def __post_init__(self) -> None:
        if not 0 <= self.overlap <= (self.pieces - 2) // 2:
            raise ValueError(f"overlap must be 0 to {(self.pieces - 2) // 2} for a window of {self.pieces} pieces")


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The part of a text that the model sees at once: tokens `first` to `last` (exclusive).

    `ids`: int32 [length], piece numbers with [CLS] and [SEP]. `positions`: int32 [last - first], the index in `ids` of
    each token's first piece. `opens` and `closes` say whether a paragraph begins or ends with the window.
    """

    first: int
    last: int
    ids: Int32
    positions: Int32
    opens: bool
    closes: bool


def cut(tokens: Tokens, size: WindowSize, cls_id: int, sep_id: int) -> list[Window]:
    """Cuts a text between tokens and at blank lines, so no paragraph influences another.

    Within a paragraph, a window starts `size.overlap` pieces before the end of the previous one, rounded to whole
    tokens. A token longer than a window loses its last pieces; the model sees everything else. A text without tokens
    has no windows.
    """
    room = size.pieces - 2
    windows: list[Window] = []
    for begin, end in _paragraphs(tokens):
        first = begin
        while first < end:
            last = int(np.searchsorted(tokens.firsts, tokens.firsts[first] + room, side="right")) - 1
            last = min(max(last, first + 1), end)
            ids, positions = _pieces(tokens, first, last, room, cls_id, sep_id)
            windows.append(Window(first, last, ids, positions, first == begin, last == end))
            if last == end:
                break
            back = int(np.searchsorted(tokens.firsts, tokens.firsts[last] - size.overlap, side="left"))
            first = max(first + 1, min(back, last))
    return windows


def _paragraphs(tokens: Tokens) -> list[tuple[int, int]]:
    """Returns the tokens of each paragraph, as first and end (exclusive)."""
    blank = [match.end() for match in _BLANK_LINE.finditer(tokens.text)]
    breaks = np.unique(np.searchsorted(tokens.starts, blank)).tolist()
    edges = [0, *(place for place in breaks if 0 < place < len(tokens)), len(tokens)]
    return list(pairwise(edges))


def _pieces(tokens: Tokens, first: int, last: int, room: int, cls_id: int, sep_id: int) -> tuple[Int32, Int32]:
    begin = int(tokens.firsts[first])
    pieces = tokens.pieces[begin : tokens.firsts[last]][:room]
    ids = np.concatenate(([cls_id], pieces, [sep_id])).astype(np.int32)
    return ids, (tokens.firsts[first:last] - begin + 1).astype(np.int32)


def pad(sequences: Sequence[Int32]) -> tuple[Int32, Int32]:
    """Pads piece numbers to one batch. Returns the batch and its mask (0 for padding), both int32 [batch, length]."""
    ids = np.zeros((len(sequences), max(len(each) for each in sequences)), dtype=np.int32)
    mask = np.zeros_like(ids)
    for row, each in enumerate(sequences):
        ids[row, : len(each)] = each
        mask[row, : len(each)] = 1
    return ids, mask


def merge(
    count: int, windows: Sequence[Window], scores: Sequence[NDArray[np.float32]], width: int
) -> NDArray[np.float32]:
    """Returns one row of scores for each of `count` tokens: float32 [count, width].

    A token in several windows takes its row from the window in which it is farthest from an edge. The edges of the
    paragraph do not count. The time is linear in the number of tokens.
    """
    merged = np.zeros((count, width), dtype=np.float32)
    context = np.full(count, -1, dtype=np.int64)
    for window, rows in zip(windows, scores, strict=True):
        index = np.arange(window.first, window.last)
        left = np.full_like(index, count) if window.opens else index - window.first
        right = np.full_like(index, count) if window.closes else window.last - 1 - index
        here = np.minimum(left, right)
        better = here > context[index]
        merged[index[better]] = rows[better]
        context[index[better]] = here[better]
    return merged
