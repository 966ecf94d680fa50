"""Windows cover every token, and merging them loses nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.tokens import Tokens
from model.windows import WindowSize, cut, merge

CLS, SEP = 101, 102


def tokens_of(lengths: list[int]) -> Tokens:
    """Tokens with so many pieces each; a piece's number is its position."""
    firsts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    starts = np.arange(len(lengths), dtype=np.int32)
    pieces = np.arange(1000, 1000 + int(firsts[-1]), dtype=np.int32)
    return Tokens("x" * len(lengths), starts, starts + 1, pieces, firsts)


sizes = st.integers(3, 24).flatmap(
    lambda pieces: st.builds(WindowSize, st.just(pieces), st.integers(0, (pieces - 2) // 2))
)


@given(st.lists(st.integers(1, 6), max_size=60), sizes)
def test_windows_cover_every_token_and_keep_its_first_piece(lengths: list[int], size: WindowSize) -> None:
    tokens = tokens_of(lengths)
    windows = cut(tokens, size, CLS, SEP)
    covered = {index for window in windows for index in range(window.first, window.last)}
    assert covered == set(range(len(lengths)))
    for window in windows:
        assert len(window.ids) <= size.pieces
        assert (window.ids[0], window.ids[-1]) == (CLS, SEP)
        assert (
            window.ids[window.positions].tolist() == tokens.pieces[tokens.firsts[window.first : window.last]].tolist()
        )


@given(st.lists(st.integers(1, 6), max_size=60), sizes)
def test_merging_takes_each_token_from_its_best_window(lengths: list[int], size: WindowSize) -> None:
    tokens = tokens_of(lengths)
    windows = cut(tokens, size, CLS, SEP)
    count = len(lengths)
    scores = [
        np.stack([np.arange(w.first, w.last), np.full(w.last - w.first, n)], axis=1).astype(np.float32)
        for n, w in enumerate(windows)
    ]
    merged = merge(count, windows, scores, 2)
    assert merged[:, 0].tolist() == list(range(count))
    for index, number in enumerate(merged[:, 1].astype(int).tolist()):
        contexts = [
            min(
                count if w.first == 0 else index - w.first,
                count if w.last == count else w.last - 1 - index,
            )
            for w in windows
            if w.first <= index < w.last
        ]
        chosen = windows[number]
        own = min(
            count if chosen.first == 0 else index - chosen.first,
            count if chosen.last == count else chosen.last - 1 - index,
        )
        assert own == max(contexts)


@given(st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=30), max_size=6), sizes)
def test_paragraphs_are_cut_as_they_are_alone(paragraphs: list[list[int]], size: WindowSize) -> None:
    whole = tokens_of([length for paragraph in paragraphs for length in paragraph])
    gaps = np.repeat(np.arange(len(paragraphs)) * 2, [len(each) for each in paragraphs]).astype(np.int32)
    text = "\n\n".join("x" * len(each) for each in paragraphs)
    windows = cut(replace(whole, text=text, starts=whole.starts + gaps, ends=whole.ends + gaps), size, CLS, SEP)
    alone = [cut(tokens_of(each), size, CLS, SEP) for each in paragraphs]
    shifts = np.cumsum([0, *(len(each) for each in paragraphs)])
    assert [(w.first, w.last, len(w.ids), w.opens, w.closes) for w in windows] == [
        (w.first + shift, w.last + shift, len(w.ids), w.opens, w.closes)
        for own, shift in zip(alone, shifts, strict=False)
        for w in own
    ]


def test_neighbours_share_the_overlap() -> None:
    windows = cut(tokens_of([1] * 50), WindowSize(12, 4), CLS, SEP)
    assert [(w.first, w.last) for w in windows[:3]] == [(0, 10), (6, 16), (12, 22)]


def test_a_token_longer_than_the_window_is_shortened_alone() -> None:
    windows = cut(tokens_of([2, 30, 2]), WindowSize(12, 4), CLS, SEP)
    assert [(w.first, w.last, len(w.ids)) for w in windows] == [(0, 1, 4), (1, 2, 12), (2, 3, 4)]


def test_an_overlap_of_more_than_half_is_refused() -> None:
    with pytest.raises(ValueError, match="overlap must be 0 to 5"):
        WindowSize(12, 6)
