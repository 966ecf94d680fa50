"""`itemgraph key list`."""

from datetime import UTC, datetime

from app.access.keyring import read_key_file
from app.access.keys import Key
from app.cli.keys.file import KeyFile, key_file
from app.cli.printing import print_parts, table


def list_keys(file: KeyFile = "keys.json") -> None:
    """List the keys of a file: what each allows, and until when. No secret is shown, because the file has none."""
    now = datetime.now(UTC)
    rows = [_row(key, now) for key in read_key_file(key_file(file))]
    print_parts([table(["id", "name", "scopes", "filter", "created", "expires"], rows)])


def _row(key: Key, now: datetime) -> list[str]:
    expires = f"{_day(key.expires)}{' (expired)' if key.expired(now) else ''}"
    return [key.id, key.name, " ".join(sorted(key.scopes)), " ".join(key.filters), _day(key.created), expires]


def _day(time: datetime | None) -> str:
    return time.date().isoformat() if time else "–"
