"""Tokens keep order, and numbers keep room for impacts."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.index.opensearch.coding import (
    beginning,
    document_id,
    read_place,
    read_token,
    value_number,
    value_token,
    word_number,
    write_place,
)

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=20)


@given(NUMBERS, NUMBERS)
def test_places_of_numbers_are_in_their_order(one: float, other: float) -> None:
    assert (write_place(one) < write_place(other)) == (one < other)
    assert read_place(write_place(one)) == one


@given(NUMBERS, TEXTS)
def test_numbers_come_before_texts(number: float, text: str) -> None:
    assert write_place(number) < write_place(text)
    assert read_place(write_place(text)) == text


@given(st.lists(st.tuples(TEXTS, TEXTS)))
def test_tokens_are_in_order_of_name_and_value(keys: list[tuple[str, str]]) -> None:
    assert [read_token(each) for each in sorted(value_token(*key) for key in keys)] == sorted(keys)


@given(TEXTS)
def test_numbers_are_longs_that_json_does_not_shorten(text: str) -> None:
    """Java reads numbers below 2^31 as integers, which equal no long."""
    assert 2**31 < value_number("name", text) < 2**63
    assert 2**31 < word_number(text) < 2**63 - 255
    assert word_number(text) % 256 == 0


@given(TEXTS.filter(lambda text: text.isascii()))
def test_expressions_mean_their_text(text: str) -> None:
    assert re.fullmatch(beginning(text), f"{text}more")


def test_long_texts_are_cut_to_different_tokens() -> None:
    one, other = value_token("note", "x" * 9000), value_token("note", "x" * 9001)
    assert one != other
    assert max(len(one), len(other)) <= 8000
    assert len(document_id("a" * 1000)) == 32
