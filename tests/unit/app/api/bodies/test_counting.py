"""The count of values agrees with a parser's, and takes linear time."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.bodies.counting import count_values

texts = st.text(st.sampled_from([",", "[", "{", '"', "\\", "a", "é", "\n"]), max_size=40)
values = st.recursive(
    st.none() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)


def marks_of(value: Any) -> int:
    """The commas and opening brackets that JSON has outside of strings."""
    if not isinstance(value, list | dict):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(0, len(value) - 1) + sum(map(marks_of, inner))


@given(values, st.booleans())
def test_strings_do_not_count(value: Any, ascii_only: bool) -> None:
    assert count_values(json.dumps(value, ensure_ascii=ascii_only).encode(), -1) == marks_of(value)


@given(st.integers(0, 70_000), texts)
def test_strings_across_the_ends_of_pieces_do_not_count(before: int, text: str) -> None:
    value = ["x" * before, text * 50, {"a": text}]
    assert count_values(json.dumps(value).encode(), -1) == marks_of(value)


@pytest.mark.parametrize("part", [b'"', b"\\", b",", b'\\"', b'",', b"[", b'"\\'])
def test_ten_megabytes_of_anything_are_counted_at_once(part: bytes) -> None:
    began = time.process_time()
    count_values(b'"' + part * (10_000_000 // len(part)), -1)
    assert time.process_time() - began < 2
