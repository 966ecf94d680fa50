"""`itemgraph extract`."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from app.cli.client import Client
from app.cli.options import DEFAULT_URL, AsJson, Url
from app.cli.printing import out, print_json


def extract(
    texts: Annotated[list[str], typer.Argument(help="texts to read")],
    url: Url = DEFAULT_URL,
    min_score: Annotated[float | None, typer.Option(min=0, max=1, help="the service's own choice if left out")] = None,
    as_json: AsJson = False,
) -> None:
    """Read texts; store nothing."""
    with Client(url) as client:
        answer = client.extract(texts, min_score)
    if as_json:
        return print_json(answer)
    table = Table("text", "label", "score", "value")
    for document in answer["documents"]:
        values = {tuple(m): p["value"] for p in document["properties"] for m in p["mentions"]}
        for span in document["spans"]:
            value = values.get((span["start"], span["end"]), "")
            table.add_row(escape(span["text"]), span["label"], f"{span['score']:.3f}", escape(value))
    out.print(table)
