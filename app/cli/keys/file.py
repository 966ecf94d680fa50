"""The file of keys, which the service names `API_KEYS`."""

import json
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.access.keys import Key, write_key
from app.cli.files import written_whole
from app.errors import SettingsError

KeyFile = Annotated[
    str, typer.Option("--file", envvar="API_KEYS", metavar="FILE", help="file of the keys; the service's API_KEYS")
]


def key_file(given: str) -> Path:
    """Returns the path. Raises SettingsError for keys in the place of a path; the message does not show them."""
    if not given or given.lstrip().startswith("["):
        raise SettingsError("--file (API_KEYS): expected the path of a file of keys")
    return Path(given)


def save_keys(path: Path, keys: Sequence[Key]) -> None:
    """Replaces the file at once. A running service reads it with its next request.

    A new file is readable for its owner alone; another keeps its mode.
    """
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
    lines = ",\n".join(json.dumps(write_key(key), ensure_ascii=False) for key in keys)
    with written_whole(path) as partial:
        partial.touch(mode=0o600)
        partial.chmod(mode)
        partial.write_text(f"[\n{lines}\n]\n" if keys else "[]\n", "utf-8")
