"""Opaque cursors."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.cursors import decode_cursor, encode_cursor
from app.errors import InvalidInput

PLACES = st.one_of(
    st.text(), st.lists(st.one_of(st.none(), st.text(), st.floats(allow_nan=False, allow_infinity=False)))
)


@given(PLACES, st.lists(st.text()))
def test_decoding_gives_the_place_back(place: Any, of: list[str]) -> None:
    assert decode_cursor(encode_cursor(place, of=of), of=of) == place


@given(st.text())
def test_cursor_needs_no_escape_in_an_address(place: str) -> None:
    cursor = encode_cursor(place, of="items")
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert cursor.isascii()


def test_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InvalidInput, match="another query"):
        decode_cursor(encode_cursor("a", of=["red"]), of=["blue"])


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "????", "a" * 9, encoded(5), encoded(None), encoded([1]), encoded({}), encoded("ab" * 5), "W1tb" * 5000],
)
def test_what_is_no_cursor_is_refused_by_name(cursor: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        decode_cursor(cursor, of="items")
    assert [fault.pointer for fault in caught.value.faults] == ["/cursor"]
