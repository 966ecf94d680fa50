"""`itemgraph vocabulary apply`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.client import Client
from app.cli.options import DEFAULT_URL, ApiKey, Url
from app.cli.printing import say
from app.cli.vocabulary.merges import read_merges
from app.domain.aliases.entries import Entry


def apply(
    file: Annotated[Path, typer.Argument(help="the file that `suggest` wrote, edited")],
    preview: Annotated[bool, typer.Option("--preview", help="only show what would change")] = False,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
) -> None:
    """Merge the values of a file in all items. Earlier decisions stay. Run it again to resume."""
    with Client(url, key) as client:
        apply_merges(client, file, preview)


def apply_merges(client: Client, file: Path, preview: bool) -> None:
    """Carries out one entry after another. A second call resumes an interrupted one."""
    entries = read_merges(file)
    standing = {(each.name, each.value): each for each in client.entries()}
    for entry in entries:
        known = standing.get((entry.name, entry.value))
        merged = _joined(known, entry) if known else entry
        answer = client.put_entry(merged, preview)
        merges = ", ".join(f"{each['value']} ({each['items']:,})" for each in answer["merges"])
        would = "would change" if preview else "changed"
        say(f"{entry.name}:{answer['value']} ← {merges}: {answer['items']:,} items {would}")


def _joined(known: Entry, entry: Entry) -> Entry:
    """Adds the new aliases to those that the team decided before."""
    aliases = tuple(dict.fromkeys((*known.aliases, *entry.aliases)))
    return Entry(entry.name, entry.value, aliases, entry.display or known.display)
