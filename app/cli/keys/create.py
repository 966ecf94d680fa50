"""`itemgraph key create`."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from app.access.keyring import read_key_file
from app.access.keys import Key, Scope, new_key
from app.cli.keys.file import KeyFile, key_file, save_keys
from app.cli.printing import say, say_aside
from app.errors import SettingsError

_EXPIRY = "a number of days such as 90d, or a date such as 2030-01-31"


def create_key(
    name: Annotated[str, typer.Argument(help="who will use the key")],
    file: KeyFile = "keys.json",
    scope: Annotated[list[Scope] | None, typer.Option(help="what the key allows; repeats; default: read")] = None,
    expires: Annotated[
        str | None, typer.Option(metavar="WHEN", help=f"when it ends: {_EXPIRY}; default: never")
    ] = None,
    filter: Annotated[  # noqa: A002 (the API's name)
        list[str] | None, typer.Option(help="let the key see only items that meet it, such as brand:acme; repeats")
    ] = None,
) -> None:
    """Make a key, and print it. The file gets only its digest, so keep what is printed."""
    path = key_file(file)
    known = read_key_file(path) if path.exists() else []
    secret, key = _new_key(name, frozenset(scope or [Scope.READ]), _end(expires), tuple(filter or ()))
    save_keys(path, [*known, key])
    say(secret)
    say_aside(f"key {key.id} ({', '.join(sorted(key.scopes))}) in {path}; start the service with API_KEYS={path}")


def _new_key(
    name: str, scopes: frozenset[Scope], expires: datetime | None, filters: tuple[str, ...]
) -> tuple[str, Key]:
    try:
        return new_key(name, scopes, expires, filters)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _end(text: str | None) -> datetime | None:
    """Returns the time at which a key ends. Raises SettingsError for one that has passed."""
    if text is None:
        return None
    end, now = _time(text), datetime.now(UTC)
    if end <= now:
        raise SettingsError(f"--expires {text!r} has passed, and the key would never work; expected {_EXPIRY}")
    return end


def _time(text: str) -> datetime:
    if days := re.fullmatch(r"(\d{1,5})d", text):
        return datetime.now(UTC).replace(microsecond=0) + timedelta(days=int(days[1]))
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"--expires {text!r}: expected {_EXPIRY}") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
