"""`itemgraph label-queue`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.client import Call, Client
from app.cli.files import written_whole
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Limit, Url
from app.cli.printing import counted, print_json, print_parts, say_aside, table
from app.domain.labelled import LABEL_FORMATS, Labelled, write_labelled
from app.errors import SettingsError
from model.spans import Span

_SHOWN_REASONS = 3


def label_queue(
    output: Annotated[
        Path | None, typer.Argument(help="file of the texts for an annotation tool; shown if left out")
    ] = None,
    format: Annotated[str, typer.Option(help=", ".join(LABEL_FORMATS))] = "jsonl",  # noqa: A002 (as in export)
    limit: Limit = 20,
    sample: Annotated[int, typer.Option(min=1, max=1000, help="how many items to choose from")] = 200,
    draw: Annotated[int, typer.Option(min=0, help="another number chooses from other items")] = 0,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Show the items whose labels would teach the model most, or write them with proposals for an annotation tool."""
    if format not in LABEL_FORMATS:
        raise SettingsError(f"--format {format!r}: expected {', '.join(LABEL_FORMATS)}")
    params = [("limit", str(limit)), ("sample", str(sample)), ("draw", str(draw))]
    with Client(url, key) as client:
        found = client.send(Call("GET", "/learning/queue", params))
    if output is not None:
        return _write(output, format, found["items"])
    if as_json:
        return print_json(found)
    print_parts([table(("item", "gain", "why"), [_row(each) for each in found["items"]])])
    say_aside(f"the best of {counted(found['read'], 'item')} that nobody has corrected")


def _write(output: Path, format: str, items: Sequence[Mapping[str, Any]]) -> None:  # noqa: A002
    texts = [_to_labelled(text, _why(item)) for item in items for text in item["texts"]]
    with written_whole(output) as partial:
        partial.write_text("".join(write_labelled(format, texts)), encoding="utf-8")
    say_aside(f"{counted(len(texts), 'text')} of {counted(len(items), 'item')} in {output}")


def _to_labelled(text: Mapping[str, Any], why: str) -> Labelled:
    spans = tuple(Span(each["start"], each["end"], each["label"], each["text"]) for each in text["spans"])
    return Labelled(text["id"], text["text"], spans, why=why)


def _row(item: Mapping[str, Any]) -> tuple[str, str, str]:
    return item["id"], f"{item['gain']:.3f}", _why(item)


def _why(item: Mapping[str, Any]) -> str:
    reasons = item["reasons"][:_SHOWN_REASONS]
    return "; ".join(f"{each['kind']}: {each['text']} ({each['label']})" for each in reasons)
