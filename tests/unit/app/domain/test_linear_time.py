"""Whatever the text is, its reading takes time that grows with the length, not with its square."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.filters import parse_filter
from app.domain.standard import default_standardizer, find_words, standardize_name
from app.errors import InvalidInput

# Of a quadratic reading, this length takes seconds; of a linear one, some hundredths.
LENGTH = 30_000
MOST_SECONDS = 0.6


def filtering(form: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return parse_filter(form % text)
        except InvalidInput:
            return None

    return read


def standardizing(name: str) -> Callable[[str], object]:
    return lambda text: default_standardizer().standardize(name, text)


READERS: dict[str, Callable[[str], object]] = {
    "filter": filtering("price:%s"),
    "comparison": filtering("price:<%s2"),
    "range": filtering("price:1%s2"),
    "names": standardize_name,
    "words": find_words,
    **{name: standardizing(name) for name in ("color", "size", "price", "weight", "material", "pack", "age", "other")},
}
ATOMS = [
    *"(+1a-/,.'&%½=|\n\t –;#é©\"<>$€x",
    *("1 ", "1,", "1.", "1 x ", "a.", "a'", "a of ", "and ", "&amp;", "&#38;", "..", "\u0308", "(a) ", "a(", "red, "),
    *("60% cotton ", "between 1 ", "$1 - ", "size ", "1 1/2 ", "1'000", "one half ", "1 cm x ", "a / "),
]


@pytest.mark.large
@pytest.mark.parametrize("reader", READERS)
@given(start=st.sampled_from(["", "1", "a"]), atom=st.sampled_from(ATOMS), end=st.sampled_from(["", "2", "b", "."]))
@settings(max_examples=15, deadline=None)
def test_reading_takes_linear_time(reader: str, start: str, atom: str, end: str) -> None:
    text = start + atom * (LENGTH // len(atom)) + end
    began = time.thread_time()
    READERS[reader](text)
    assert time.thread_time() - began < MOST_SECONDS
