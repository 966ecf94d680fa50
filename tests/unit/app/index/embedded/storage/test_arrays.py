"""Texts as bytes, and arrays that grow."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.index.embedded.storage.arrays import Grown, Texts, spans

texts = st.lists(st.text(max_size=6), max_size=8)


@given(texts)
def test_texts_are_what_they_were_made_of(each: list[str]) -> None:
    assert list(Texts.of(each)) == each


@given(texts, st.data())
def test_taken_texts_are_in_the_order_of_their_places(each: list[str], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(each) - 1), max_size=5) if each else st.just([]))
    assert list(Texts.of(each).take(np.array(places, np.int64))) == [each[place] for place in places]


@given(texts, st.text(max_size=6))
def test_texts_are_found_in_the_order_of_code_points(each: list[str], wanted: str) -> None:
    ordered = sorted(set(each))
    found = Texts.of(ordered)
    assert found.find(wanted) == (ordered.index(wanted) if wanted in ordered else -1)
    assert found.bisect(wanted) == sum(text < wanted for text in ordered)
    assert found.bisect(wanted, right=True) == sum(text <= wanted for text in ordered)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=6))
def test_spans_are_the_numbers_of_every_range(ranges: list[tuple[int, int]]) -> None:
    starts = np.array([start for start, _ in ranges], np.int64)
    lengths = np.array([length for _, length in ranges], np.int64)
    assert spans(starts, starts + lengths).tolist() == [start + n for start, length in ranges for n in range(length)]


def test_a_view_stays_as_it_was_when_the_array_grows() -> None:
    grown = Grown(np.zeros(0, np.int32))
    for number in range(64):
        grown.append(number)
    before = grown.now
    grown.append(64)
    assert before.tolist() == list(range(64))
    assert grown.now.tolist() == list(range(65))
