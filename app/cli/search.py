"""`itemgraph search`."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from app.cli.asking import ask
from app.cli.client import Call, Client
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Limit, Url
from app.cli.printing import counted, table
from app.cli.values import filter_value

_SHOWN_VALUES = 15
_AS_TEXT = ("word", "phrase")


class _Match(StrEnum):
    BEST, ALL, ANY = "best", "all", "any"


def search(
    q: Annotated[str, typer.Argument(help="what to find")] = "",
    filter: Annotated[list[str] | None, typer.Option(help="name:value, -name:value, name:10..50; repeats")] = None,  # noqa: A002 (the API's name)
    facet: Annotated[list[str] | None, typer.Option(help="property whose values to count; repeats")] = None,
    limit: Limit = 10,
    sort: Annotated[str, typer.Option(help="relevance, or a property; -NAME puts the largest first")] = "relevance",
    match: Annotated[
        _Match, typer.Option(help="best: items that lack parts of the query follow; all; any")
    ] = _Match.BEST,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Search the items by words, properties and numbers."""
    repeated = [("filter", each) for each in filter or []] + [("facet", each) for each in facet or []]
    params = [("q", q), ("limit", str(limit)), ("sort", sort), ("match", match), *repeated]
    ask(Client(url, key), Call("GET", "/graph/search", params), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[RenderableType]:
    yield "; ".join([counted(answer["total"], "item"), *_read(answer["query"])])
    has_scores = any(hit["score"] for hit in answer["hits"])
    columns = ["score", "id", "title", "matched"] if has_scores else ["id", "title", "matched"]
    yield table(columns, (_row(hit)[-len(columns) :] for hit in answer["hits"]))
    for each in answer["facets"]:
        yield f"{each['name']}: {', '.join(_counts(each)) or 'no values'}"


def _read(query: dict[str, Any]) -> Iterator[str]:
    """Yields the parts of the query as the service read them."""
    if query["filters"]:
        yield f"filters: {', '.join(query['filters'])}"
    if not query["text"]:
        return
    words = [each["text"] for each in query["understood"] if each["kind"] in _AS_TEXT]
    understood = ", ".join(
        f"{each['text']} → {_meaning(each)}" for each in query["understood"] if each["kind"] not in _AS_TEXT
    )
    yield f"understood: {understood or '–'}"
    yield f"as plain text: {', '.join(words) or '–'}"
    if query["unmatched"]:
        yield f"in no item: {', '.join(query['unmatched'])}"


def _counts(facet: dict[str, Any]) -> Iterator[str]:
    for each in facet["values"][:_SHOWN_VALUES]:
        yield f"{filter_value(facet['name'], each['value'])} {each['count']:,}"


def _row(hit: dict[str, Any]) -> list[str]:
    matched = ", ".join(f"{each['name']}:{each['value']}" for each in hit["matched"])
    if hit["missing"]:
        matched += f"; without {', '.join(hit['missing'])}"
    return [f"{hit['score']:.2f}", hit["id"], hit["title"], matched]


def _meaning(understood: dict[str, Any]) -> str:
    if understood["kind"] == "sort":
        return f"sort {understood['name']} {understood['value']}"
    sign = "-" if understood["kind"] == "exclusion" else ""
    name = f"{sign}{understood['name']}" if "name" in understood else sign
    if "value" in understood:
        return f"{name}:{understood['value']}" if "name" in understood else f"{sign}{understood['value']}"
    low, high, unit = (understood.get(key, "") for key in ("min", "max", "unit"))
    return f"{name}:{low}..{high} {unit}".strip()
