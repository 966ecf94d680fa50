"""Windows are tagged in calls of bounded size, and every row comes back to its window."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from model.tf_serving import tag_in_calls
from model.windows import Window


def window_of(first: int, length: int) -> Window:
    """A window whose row is recognised by `first`."""
    return Window(first, first + 1, np.zeros(length, np.int32), np.zeros(1, np.int32), True, True)


@given(st.lists(st.integers(1, 30), max_size=40), st.integers(1, 100))
def test_calls_are_bounded_and_rows_keep_the_order_of_the_windows(lengths: list[int], max_pieces: int) -> None:
    windows = [window_of(number, length) for number, length in enumerate(lengths)]
    calls: list[list[int]] = []

    def tag(asked: Sequence[Window]) -> list[NDArray[np.float32]]:
        calls.append([len(each.ids) for each in asked])
        return [np.full((1, 1), each.first, np.float32) for each in asked]

    rows = tag_in_calls(windows, max_pieces, tag)
    assert [int(row[0, 0]) for row in rows] == list(range(len(lengths)))
    assert [length for call in calls for length in call] == sorted(lengths)
    assert all(len(call) == 1 or len(call) * max(call) <= max_pieces for call in calls)


def test_windows_share_a_call_as_long_as_they_fit() -> None:
    calls: list[int] = []

    def tag(asked: Sequence[Window]) -> list[NDArray[np.float32]]:
        calls.append(len(asked))
        return [np.zeros((1, 1), np.float32) for _ in asked]

    tag_in_calls([window_of(0, 10) for _ in range(7)], 30, tag)
    assert calls == [3, 3, 1]
