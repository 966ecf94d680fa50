"""Opaque cursors."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.cursors import ITEM_PLACE, Cursors
from app.domain.queries import Plan
from app.errors import InvalidInput

CURSORS = Cursors(b"a key")
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PLACES = st.tuples(st.none() | NUMBERS | st.text(), st.text())
PLANS = st.builds(
    Plan, st.lists(st.integers(0, 20_000_000), max_size=3).map(tuple), st.integers(0, 2), st.integers(0, 2)
)


@given(PLACES, PLANS, st.lists(st.text()))
def test_decoding_gives_place_and_plan_back(place: Any, plan: Plan, of: list[str]) -> None:
    assert CURSORS.decode_search(CURSORS.encode_search(place, plan, of=of), of=of) == (place, plan)


@given(st.text())
def test_cursor_needs_no_escape_in_an_address(place: str) -> None:
    cursor = CURSORS.encode(place, of="items")
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert cursor.isascii()


def test_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InvalidInput, match="another query"):
        CURSORS.decode(CURSORS.encode("a", of=["red"]), ITEM_PLACE, of=["blue"])


@given(st.integers(0, 200), st.integers(1, 255))
def test_altered_cursor_is_refused(position: int, change: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(CURSORS.encode("a" * 180, of="items") + "=="))
    raw[position % len(raw)] ^= change
    with pytest.raises(InvalidInput):
        CURSORS.decode(base64.urlsafe_b64encode(raw).decode(), ITEM_PLACE, of="items")


def test_cursor_signed_with_another_key_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Cursors(b"another").decode(CURSORS.encode("a", of="items"), ITEM_PLACE, of="items")


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "????", "a" * 9, encoded(5), encoded(None), encoded([1]), encoded({}), encoded("ab" * 5), "W1tb" * 5000],
)
def test_what_is_no_cursor_is_refused_by_name(cursor: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        CURSORS.decode(cursor, ITEM_PLACE, of="items")
    assert [fault.pointer for fault in caught.value.faults] == ["/cursor"]


@pytest.mark.parametrize(
    "place",
    [
        *[5, [1], [1, 2, 3], True, [[1], "x", [], 0, 0], [{"a": 1}, "x", [], 0, 0], ["\ud800", "x", [], 0, 0]],
        *[[1, "x", []], [1, "x", ["heavy"], 0, 0], [1, "x", [1.5], 0, 0], [1, "x", [-1], 0, 0], [1, "x", [1], 0, 4]],
    ],
)
def test_place_of_another_form_is_refused_by_name(place: Any) -> None:
    with pytest.raises(InvalidInput):
        CURSORS.decode_search(CURSORS.encode(place, of="items"), of="items")
