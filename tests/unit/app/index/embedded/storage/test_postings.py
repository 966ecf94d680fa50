"""Postings of keys, and columns of names."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.index.embedded.storage.columns import Column
from app.index.embedded.storage.postings import Postings, is_in

pairs = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=30)


@given(pairs)
def test_postings_have_the_items_of_every_key_in_order(each: set[tuple[int, int]]) -> None:
    keys, items = (np.array([pair[n] for pair in each], np.int32) for n in (0, 1))
    impacts = ((keys * 31 + items) % 255 + 1).astype(np.uint8)
    postings = Postings.of(keys, items, impacts)
    for key in range(8):
        wanted = sorted(item for other, item in each if other == key)
        assert postings.of_key(key).tolist() == wanted
        assert postings.impacts[postings.range(key)].tolist() == [(key * 31 + item) % 255 + 1 for item in wanted]
        assert postings.size(key) == len(wanted)
    asked = np.array([7, 3, 0], np.int32)
    found, lengths = postings.of_keys(asked)
    assert lengths.tolist() == postings.sizes(asked).tolist() == [postings.size(key) for key in (7, 3, 0)]
    assert found.tolist() == [item for key in (7, 3, 0) for item in postings.of_key(key).tolist()]


@given(st.lists(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_is_in_is_membership(numbers: list[int], wanted: set[int]) -> None:
    found = is_in(np.array(numbers, np.int32), np.array(sorted(wanted), np.int32))
    assert found.tolist() == [number in wanted for number in numbers]


@given(
    st.sets(st.tuples(st.integers(0, 19), st.integers(1, 5)), max_size=40),
    st.none() | st.sets(st.integers(0, 19)).map(sorted),
)
def test_a_column_counts_its_pairs(each: set[tuple[int, int]], chosen: list[int] | None) -> None:
    ordered = sorted(each)
    column = Column.of(np.array([i for i, _ in ordered], np.int32), np.array([c for _, c in ordered], np.int32), 20, 5)
    found = column.count(None if chosen is None else np.array(chosen, np.int32), 6)
    wanted = range(20) if chosen is None else chosen
    assert found.tolist()[1:] == [sum(c == code and i in wanted for i, c in ordered) for code in range(1, 6)]
