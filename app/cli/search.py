"""`itemgraph search`."""

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from app.cli.client import Client
from app.cli.options import DEFAULT_URL, AsJson, Url
from app.cli.printing import out, print_json


def search(
    q: Annotated[str, typer.Argument(help="what to find")] = "",
    filter: Annotated[list[str] | None, typer.Option(help="name:value, -name:value, name:10..50; repeats")] = None,  # noqa: A002 (the API's name)
    facet: Annotated[list[str] | None, typer.Option(help="property name; repeats")] = None,
    limit: int = 10,
    sort: str = "relevance",
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
) -> None:
    """Search the graph."""
    repeated = [("filter", each) for each in filter or []] + [("facet", each) for each in facet or []]
    with Client(url) as client:
        answer = client.search([("q", q), ("limit", str(limit)), ("sort", sort), *repeated])
    if as_json:
        return print_json(answer)
    understood = ", ".join(f"{each['text']} → {_meaning(each)}" for each in answer["query"]["understood"])
    unmatched = ", ".join(answer["query"]["unmatched"])
    line = f"{answer['total']:,} items; understood: {understood or '–'}; as plain text: {unmatched or '–'}"
    out.print(escape(line), soft_wrap=True)
    table = Table("score", "id", "title", "matched")
    for hit in answer["hits"]:
        matched = ", ".join(f"{each['name']}:{each['value']}" for each in hit["matched"])
        table.add_row(f"{hit['score']:.2f}", escape(hit["id"]), escape(hit["title"]), escape(matched))
    out.print(table)
    for each in answer["facets"]:
        values = ", ".join(f"{value['display']} {value['count']:,}" for value in each["values"][:15])
        out.print(escape(f"{each['name']}: {values}"))


def _meaning(understood: dict[str, Any]) -> str:
    name = understood["name"]
    if "value" in understood:
        return f"{name}:{understood['value']}"
    low, high, unit = (understood.get(key, "") for key in ("min", "max", "unit"))
    return f"{name}:{low}..{high} {unit}".strip()
