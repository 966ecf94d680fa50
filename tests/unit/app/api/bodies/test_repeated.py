"""Names that stand twice in an object."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.bodies.parsing import read_json
from app.api.bodies.repeated import repeated_names
from app.errors import InvalidInput

texts = st.text(st.sampled_from([":", ",", "{", '"', "\\", "a", "b"]), max_size=6)
values = st.recursive(
    st.none() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ('{"title": "a", "title": "b"}', "title"),
        ('{"items": [{"id": "a"}, {"id": "b", "text": "x: y", "id": "c"}]}', "id"),
        ('{"properties": {"color": "red", "col\\u006fr": "blue"}}', "color"),
        ('[{"": 1, "": 1}]', ""),
    ],
)
def test_a_name_that_stands_twice_is_refused_by_name(raw: str, name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_json(raw.encode())
    assert [fault.detail for fault in caught.value.faults] == [
        f"the name {name!r} stands twice in one object; expected it once"
    ]


@given(values)
def test_other_json_is_read_as_it_is(value: object) -> None:
    raw = json.dumps(value).encode()
    assert read_json(raw) == value
    assert repeated_names(raw, value) == []


@given(st.dictionaries(texts, values, min_size=1, max_size=4))
def test_any_name_that_is_repeated_is_found(value: dict[str, object]) -> None:
    again = json.dumps(value)[:-1] + "," + json.dumps(value)[1:]
    assert repeated_names(again.encode(), value)
