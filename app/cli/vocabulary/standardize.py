"""`itemgraph vocabulary standardize`."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from app.cli.options import AsJson
from app.cli.printing import print_json, print_parts, table
from app.settings import read_settings


def standardize(
    name: Annotated[str, typer.Argument(metavar="PROPERTY", help="property that has the values")],
    texts: Annotated[list[str], typer.Argument(help="values as people write them")],
    beside: Annotated[str, typer.Option(help="words near the values, such as the title of the item")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the standard values that the rules (VOCABULARY) give to texts. No service is needed."""
    from app.domain.standard import Standardizer, load_rulebook

    rules = Standardizer(load_rulebook(read_settings().vocabulary))
    own = rules.name(name)
    read = [(text, *rules.settle(own, text, beside)) for text in texts]
    values = [{"text": text, "name": name, **asdict(value)} for text, name, value in read]
    if as_json:
        print_json({"values": values})
    else:
        print_parts([table(["text", "property", "value", "number", "broader", "qualifier"], map(_row, values))])


def _row(value: Mapping[str, Any]) -> list[str]:
    number = "" if value["number"] is None else f"{value['number']:g}"
    broader: Iterable[str] = value["broader"]
    return [value["text"], value["name"], value["value"], number, ", ".join(broader), value["qualifier"] or ""]
