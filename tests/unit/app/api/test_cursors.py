"""Opaque cursors."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.cursors import ITEM_PLACE, decode_cursor, decode_search_place, encode_cursor, encode_search_place
from app.domain.queries import Plan
from app.errors import InvalidInput

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PLACES = st.tuples(st.none() | NUMBERS | st.text(), st.text())
PLANS = st.builds(
    Plan, st.lists(st.integers(0, 20_000_000), max_size=3).map(tuple), st.integers(0, 2), st.integers(0, 2)
)


@given(PLACES, PLANS, st.lists(st.text()))
def test_decoding_gives_place_and_plan_back(place: Any, plan: Plan, of: list[str]) -> None:
    assert decode_search_place(encode_search_place(place, plan, of=of), of=of) == (place, plan)


@given(st.text())
def test_cursor_needs_no_escape_in_an_address(place: str) -> None:
    cursor = encode_cursor(place, of="items")
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert cursor.isascii()


def test_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InvalidInput, match="another query"):
        decode_cursor(encode_cursor("a", of=["red"]), ITEM_PLACE, of=["blue"])


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "????", "a" * 9, encoded(5), encoded(None), encoded([1]), encoded({}), encoded("ab" * 5), "W1tb" * 5000],
)
def test_what_is_no_cursor_is_refused_by_name(cursor: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        decode_cursor(cursor, ITEM_PLACE, of="items")
    assert [fault.pointer for fault in caught.value.faults] == ["/cursor"]


@pytest.mark.parametrize(
    "place",
    [
        *[5, [1], [1, 2, 3], True, [[1], "x", [], 0, 0], [{"a": 1}, "x", [], 0, 0], ["\ud800", "x", [], 0, 0]],
        *[[1, "x", []], [1, "x", ["heavy"], 0, 0], [1, "x", [1.5], 0, 0], [1, "x", [-1], 0, 0], [1, "x", [1], 0, 3]],
    ],
)
def test_place_of_another_form_is_refused_by_name(place: Any) -> None:
    with pytest.raises(InvalidInput):
        decode_search_place(encode_cursor(place, of="items"), of="items")
