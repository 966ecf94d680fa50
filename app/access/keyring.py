"""The keys that a service accepts, from `API_KEYS` and `ADMIN_TOKEN`."""

import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path
from threading import Lock

from app.access.caller import ANYONE, Caller, caller_of
from app.access.keys import Key, Scope, digest_of, read_key
from app.errors import SettingsError
from app.settings import Settings

log = logging.getLogger(__name__)

# The id under which logs show calls with ADMIN_TOKEN.
ADMIN_TOKEN_ID = "admin-token"  # noqa: S105 (an id, not a secret)
# What identifies a version of a file: modification time, size and inode.
_Version = tuple[int, int, int]


class Keyring:
    """Finds the caller of a secret. Any thread may call it.

    Keys from a file are read again as soon as the file has changed, so a revoked key ends with the next request.
    """

    def __init__(self, keys: Sequence[Key], path: Path | None = None, closed: bool = True) -> None:
        self._fixed = tuple(keys)
        self._path = path
        self._closed = closed
        self._lock = Lock()
        self._version: _Version | None = None
        self._read: tuple[Key, ...] = ()
        if path:
            self._version, self._read = _version(path), tuple(read_key_file(path))

    @property
    def closed(self) -> bool:
        """Whether a call needs a key."""
        return self._closed

    def find(self, secret: str | None) -> Caller | None:
        """Returns the caller with this secret; None if no key has it or the key has expired.

        Where no key is configured, every caller is `ANYONE`.
        """
        if not self._closed:
            return ANYONE
        if secret is None:
            return None
        digest, found = digest_of(secret), None
        for key in (*self._fixed, *self._current()):  # All of them, so that the time tells nothing about the match.
            if compare_digest(digest, key.digest):
                found = key
        return caller_of(found) if found and not found.expired(datetime.now(UTC)) else None

    def _current(self) -> tuple[Key, ...]:
        if self._path is None:
            return ()
        with self._lock:
            try:
                version = _version(self._path)
                if version != self._version:
                    self._version = version
                    self._read = tuple(read_key_file(self._path))
            except (OSError, SettingsError) as error:
                log.error("the keys could not be read again, so the earlier ones stay: %s", error)
            return self._read


def open_keyring(settings: Settings) -> Keyring:
    """Returns the keyring of the settings. Raises SettingsError."""
    fixed = []
    if settings.admin_token:
        digest = digest_of(settings.admin_token.get_secret_value())
        fixed.append(Key(ADMIN_TOKEN_ID, "ADMIN_TOKEN", digest, frozenset(Scope)))
    given = settings.api_keys.get_secret_value() if settings.api_keys else ""
    if not given:
        return Keyring(fixed, closed=bool(fixed))
    if given.lstrip().startswith("["):
        return Keyring([*fixed, *read_keys(given, "API_KEYS")])
    try:
        return Keyring(fixed, Path(given))
    except OSError as error:
        raise SettingsError(
            f"API_KEYS: {error.strerror}; expected a file of keys, as `itemgraph key create` writes it, or its content"
        ) from error


def read_key_file(path: Path) -> list[Key]:
    """Reads a file of keys. Raises OSError and SettingsError."""
    try:
        return read_keys(path.read_text("utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not text in UTF-8") from error


def read_keys(text: str, place: str) -> list[Key]:
    """Reads a JSON list of records. Raises SettingsError with the place of the fault, and never shows a value."""
    try:
        records = json.loads(text or "[]")
    except ValueError as error:
        raise SettingsError(f"{place}: not JSON: {error}") from None
    if not isinstance(records, list):
        raise SettingsError(f"{place}: expected a list of keys, as `itemgraph key create` writes it")
    keys = []
    for number, record in enumerate(records):
        try:
            keys.append(read_key(record))
        except ValueError as error:
            raise SettingsError(f"{place}: key {number + 1}: {error}") from None
    if len({key.id for key in keys}) < len(keys):
        raise SettingsError(f"{place}: two keys have the same id")
    return keys


def _version(path: Path) -> _Version:
    state = path.stat()
    return state.st_mtime_ns, state.st_size, state.st_ino
