"""`itemgraph vocabulary suggest`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.client import Call, Client, path_of
from app.cli.files import written_whole
from app.cli.options import DEFAULT_URL, ApiKey, Url
from app.cli.printing import say_aside
from app.cli.progress import spinner
from app.cli.vocabulary.merges import merges_to_toml


def suggest(
    output: Annotated[Path, typer.Option(help="file to write")] = Path("merges.toml"),
    name: Annotated[list[str] | None, typer.Option(help="only this property; repeats")] = None,
    min_items: Annotated[int, typer.Option(min=1, help="how many items must have a variant")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="how many variants to write at most")] = 500,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
) -> None:
    """Find likely variants of values in the graph, and write them to a file for you to edit."""
    parameters = [*(("name", each) for each in name or ()), ("min_items", str(min_items)), ("limit", str(limit))]
    with Client(url, key) as client, spinner("looking through the values"):
        found = client.send(Call("GET", path_of("vocabulary", "suggestions"), parameters))["suggestions"]
    with written_whole(output) as partial:
        partial.write_text(merges_to_toml(found), encoding="utf-8")
    say_aside(f"{len(found):,} variants in {output}")
