"""`itemgraph key revoke`."""

from typing import Annotated

import typer

from app.access.keyring import read_key_file
from app.cli.keys.file import KeyFile, key_file, save_keys
from app.cli.printing import say
from app.errors import NotFound


def revoke_keys(
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="ids of the keys, as `itemgraph key list` shows them")],
    file: KeyFile = "keys.json",
) -> None:
    """Remove keys from a file. A running service refuses them from its next request on."""
    path = key_file(file)
    keys = read_key_file(path)
    if missing := sorted(set(ids) - {key.id for key in keys}):
        raise NotFound(f"{path}: no key {', '.join(missing)}")
    save_keys(path, [key for key in keys if key.id not in ids])
    for each in ids:
        say(f"revoked {each}")
