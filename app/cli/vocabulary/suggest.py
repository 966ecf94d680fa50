"""`itemgraph vocabulary suggest`."""

import json
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.client import Client
from app.cli.options import DEFAULT_URL, Url
from app.cli.printing import err
from app.cli.progress import spinner
from app.cli.vocabulary.merges import merges_to_toml
from app.domain.aliases.suggestions import Seen, find_variants
from app.domain.standard import Rulebook, Standardizer, load_rulebook
from app.errors import ServiceError
from app.settings import read_settings


def suggest(
    output: Annotated[Path, typer.Option(help="file to write")] = Path("merges.toml"),
    name: Annotated[list[str] | None, typer.Option(help="only this property; repeats")] = None,
    min_items: Annotated[int, typer.Option(min=1, help="items that a variant has at least")] = 1,
    limit: Annotated[int, typer.Option(min=1, help="variants at most")] = 500,
    url: Url = DEFAULT_URL,
) -> None:
    """Look for likely variants of values in the graph, and write them to a file for you to edit."""
    wanted = Wanted(frozenset(name or ()), min_items, limit)
    with Client(url) as client:
        write_suggestions(client, output, wanted, load_rulebook(read_settings().vocabulary))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which variants: of the properties `names`, or of all where it is empty; on `least` items or more."""

    names: frozenset[str]
    least: int
    limit: int


def write_suggestions(client: Client, output: Path, wanted: Wanted, rules: Rulebook) -> None:
    """Writes the file beside itself and renames it, so that no half of one is left."""
    variants = find_variants(_read_values(client), Standardizer(rules))
    variants = [
        each
        for each in variants
        if (not wanted.names or each.value.name in wanted.names) and len(each.alias.items) >= wanted.least
    ][: wanted.limit]
    partial = output.with_name(output.name + ".partial")
    try:
        partial.write_text(merges_to_toml(variants), encoding="utf-8")
        partial.replace(output)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    err.print(f"{len(variants):,} variants in {output}", highlight=False)


def _read_values(client: Client) -> Iterable[Seen]:
    """Every value of the graph with the positions of its items, eight bytes for each: all that memory grows by.

    What a text says against its owner counts as well: "hp" in the title of what is given as "hewlett packard".
    """
    found: dict[tuple[str, str], Seen] = {}
    with spinner("reading") as tell, client.export("jsonl") as parts:
        for position, item in enumerate(_items(parts)):
            for prop in item["properties"]:
                # Quantities are what they are, and what is implied was said by nobody.
                if "number" in prop or "unit" in prop or "narrower" in prop:
                    continue
                key = prop["name"], prop["value"]
                said = prop["evidence"][0]["text"] if prop["evidence"] else prop["display"]
                found.setdefault(key, Seen(*key, array("L"))).add(position, item["id"], said)
            if position % 1000 == 0:
                tell(f"reading, {position:,} items")
        tell(f"looking through {len(found):,} values")
    return found.values()


def _items(parts: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    rest = b""
    for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        yield from map(json.loads, lines)
    if rest:
        raise ServiceError("the export of the graph ended in the middle of an item")
