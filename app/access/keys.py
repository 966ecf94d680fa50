"""A key: a secret that its owner sends, and the record of it that the service keeps.

The record has only a SHA-256 digest of the secret. A secret has 256 random bits, so a slow hash would protect nothing
more: nobody can try them all.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.errors import InvalidInput


class Scope(StrEnum):
    """What a key allows. No scope includes another."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Key:
    """The record of a key. `filters`: the key sees only the items that meet all of them, and may only read."""

    id: str
    name: str
    digest: str
    scopes: frozenset[Scope]
    expires: datetime | None = None
    filters: tuple[str, ...] = ()
    created: datetime | None = None

    def expired(self, now: datetime) -> bool:
        return self.expires is not None and self.expires <= now


_DIGEST = re.compile(r"[0-9a-f]{64}")
_FIELDS = {"id", "name", "sha256", "scopes", "expires", "filter", "created"}


def new_key(
    name: str, scopes: frozenset[Scope], expires: datetime | None = None, filters: tuple[str, ...] = ()
) -> tuple[str, Key]:
    """Returns a new secret and its record. The secret cannot be had from the record again.

    Raises ValueError for a record that `read_key` would refuse.
    """
    key_id = secrets.token_hex(4)
    secret = f"ig_{key_id}_{secrets.token_urlsafe(32)}"
    now = datetime.now(UTC).replace(microsecond=0)
    key = Key(key_id, name, digest_of(secret), scopes, expires, filters, now)
    return secret, read_key(write_key(key))


def digest_of(secret: str) -> str:
    """Returns the SHA-256 digest of a secret, in hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def write_key(key: Key) -> dict[str, Any]:
    """Returns the record as JSON."""
    return {
        "id": key.id,
        "name": key.name,
        "sha256": key.digest,
        "scopes": sorted(key.scopes),
        "expires": key.expires and key.expires.isoformat(),
        "filter": list(key.filters),
        "created": key.created and key.created.isoformat(),
    }


def read_key(record: Any) -> Key:
    """Reads a record. Raises ValueError, which names the field."""
    if not isinstance(record, Mapping):
        raise ValueError("expected an object")
    if unknown := sorted(set(record) - _FIELDS):
        raise ValueError(f"{unknown[0]}: no such field; expected {', '.join(sorted(_FIELDS))}")
    key = Key(
        _text(record, "id"),
        _text(record, "name"),
        _digest(record),
        _scopes(record),
        _time(record, "expires"),
        _filters(record),
        _time(record, "created"),
    )
    if key.filters and key.scopes != {Scope.READ}:
        raise ValueError("filter: a key with a filter may only read; expected the scope read alone")
    return key


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= 100:
        raise ValueError(f"{name}: expected printable text of 1 to 100 characters")
    return value


def _digest(record: Mapping[str, Any]) -> str:
    value = record.get("sha256")
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise ValueError("sha256: expected 64 hexadecimal digits")
    return value


def _scopes(record: Mapping[str, Any]) -> frozenset[Scope]:
    value = record.get("scopes")
    if not isinstance(value, list) or not value or not set(map(str, value)) <= set(Scope):
        raise ValueError(f"scopes: expected a list of {', '.join(Scope)}")
    return frozenset(map(Scope, value))


def _time(record: Mapping[str, Any], name: str) -> datetime | None:
    value = record.get(name)
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: expected a time such as 2030-01-31T12:00:00Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _filters(record: Mapping[str, Any]) -> tuple[str, ...]:
    from app.domain.filters import parse_filter  # It loads the tables of units, which most commands do not need.

    value = record.get("filter") or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("filter: expected a list of filters such as brand:acme")
    for each in value:
        try:
            parse_filter(each)
        except InvalidInput as error:
            raise ValueError(f"filter: {error.faults[0].detail}") from None
    return tuple(value)
