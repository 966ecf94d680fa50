"""`itemgraph vocabulary suggest`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.client import Client
from app.cli.files import written_whole
from app.cli.options import DEFAULT_URL, ApiKey, Url
from app.cli.printing import say_aside
from app.cli.vocabulary.merges import merges_to_toml
from app.settings import read_settings


def suggest(
    output: Annotated[Path, typer.Option(help="file to write")] = Path("merges.toml"),
    name: Annotated[list[str] | None, typer.Option(help="only this property; repeats")] = None,
    min_items: Annotated[int, typer.Option(min=1, help="how many items must have a variant")] = 1,
    limit: Annotated[int, typer.Option(min=1, help="how many variants to write at most")] = 500,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
) -> None:
    """Find likely variants of values in the graph, and write them to a file for you to edit."""
    from app.cli.vocabulary.variants import Wanted, read_variants
    from app.domain.standard import load_rulebook

    wanted = Wanted(frozenset(name or ()), min_items, limit)
    with Client(url, key) as client:
        variants = read_variants(client, wanted, load_rulebook(read_settings().vocabulary))
    with written_whole(output) as partial:
        partial.write_text(merges_to_toml(variants), encoding="utf-8")
    say_aside(f"{len(variants):,} variants in {output}")
