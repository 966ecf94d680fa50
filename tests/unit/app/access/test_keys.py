"""Keys and their records."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.keys import Key, Scope, digest_of, new_key, read_key, write_key

NAMES = st.text(min_size=1, max_size=100).filter(str.isprintable)
TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
RECORD: dict[str, Any] = {"id": "a1", "name": "shop", "sha256": "0" * 64, "scopes": ["read"]}


def test_the_record_has_the_digest_and_not_the_secret() -> None:
    secret, key = new_key("shop", frozenset({Scope.READ}))
    assert key.digest == digest_of(secret)
    assert secret not in json.dumps(write_key(key))
    assert secret.startswith(f"ig_{key.id}_")
    assert len(secret) >= 50


def test_no_two_secrets_are_the_same() -> None:
    assert len({new_key("shop", frozenset({Scope.READ}))[0] for _ in range(100)}) == 100


@given(NAMES, st.frozensets(st.sampled_from(Scope), min_size=1), TIMES, TIMES)
def test_a_record_is_read_as_it_was_written(
    name: str, scopes: frozenset[Scope], expires: datetime | None, created: datetime | None
) -> None:
    key = Key("a1", name, digest_of(name), scopes, expires, (), created)
    assert read_key(json.loads(json.dumps(write_key(key)))) == key


def test_a_key_ends_at_its_expiry() -> None:
    end = datetime(2030, 1, 31, tzinfo=UTC)
    key = read_key({**RECORD, "expires": "2030-01-31T00:00:00"})
    assert [key.expired(end - timedelta(seconds=1)), key.expired(end)] == [False, True]
    assert not read_key(RECORD).expired(end)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"name": "two\nlines"}, "name"),
        ({"name": 7}, "name"),
        ({"sha256": "abc"}, "sha256"),
        ({"sha256": "G" * 64}, "sha256"),
        ({"scopes": []}, "scopes"),
        ({"scopes": "read"}, "scopes"),
        ({"scopes": ["read", "delete"]}, "scopes"),
        ({"scopes": [["read"]]}, "scopes"),
        ({"expires": "tomorrow"}, "expires"),
        ({"expires": 7}, "expires"),
        ({"filter": "brand:acme"}, "filter"),
        ({"filter": ["acme"]}, "filter"),
        ({"filter": ["weight:>=heavy"]}, "filter"),
        ({"filter": ["brand:acme"], "scopes": ["read", "write"]}, "filter"),
        ({"secret": "x"}, "secret"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        read_key({**RECORD, **change})


def test_a_record_is_an_object() -> None:
    with pytest.raises(ValueError, match="expected an object"):
        read_key(["a1"])
