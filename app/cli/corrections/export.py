"""`itemgraph corrections export`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.asking import page_params
from app.cli.client import Call, Client
from app.cli.files import written_whole
from app.cli.options import DEFAULT_URL, ApiKey, Url
from app.cli.printing import counted, say_aside
from app.domain.labelled import LABEL_FORMATS, Labelled, write_labelled
from app.errors import SettingsError
from model.spans import Span

_ITEMS_OF_A_PAGE = 100
_SHOWN = 10


@dataclass(slots=True)
class _Seen:
    """What was read so far. `missed` and `disputed` are corrections that became no label."""

    texts: int = 0
    spans: int = 0
    missed: list[dict[str, Any]] = field(default_factory=list)
    disputed: list[dict[str, Any]] = field(default_factory=list)


def export_corrections(
    output: Annotated[Path, typer.Argument(help="file to write")],
    format: Annotated[str, typer.Option(help=", ".join(LABEL_FORMATS))] = "jsonl",  # noqa: A002 (as in export)
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
) -> None:
    """Write the corrected items as labelled texts, for training or for an annotation tool."""
    if format not in LABEL_FORMATS:
        raise SettingsError(f"--format {format!r}: expected {', '.join(LABEL_FORMATS)}")
    seen = _Seen()
    with Client(url, key) as client, written_whole(output) as partial, partial.open("w", encoding="utf-8") as file:
        file.writelines(write_labelled(format, _texts(client, seen)))
    say_aside(f"{counted(seen.texts, 'text')} with {counted(seen.spans, 'span')} in {output}")
    _say_left_out("the item's texts do not say the value", seen.missed)
    _say_left_out("two people disagree", seen.disputed)


def _texts(client: Client, seen: _Seen) -> Iterator[Labelled]:
    cursor: str | None = None
    while True:
        page = client.send(Call("GET", "/corrections/labels", page_params(_ITEMS_OF_A_PAGE, cursor)))
        seen.missed += page["missed"]
        seen.disputed += page["disputed"]
        for each in page["texts"]:
            seen.texts += 1
            seen.spans += len(each["spans"])
            spans = tuple(Span(span["start"], span["end"], span["label"], span["text"]) for span in each["spans"])
            yield Labelled(each["id"], each["text"], spans, tuple((start, end) for start, end in each["unsure"]))
        cursor = page["next"]
        if cursor is None:
            return


def _say_left_out(reason: str, corrections: list[dict[str, Any]]) -> None:
    if corrections:
        say_aside(f"{counted(len(corrections), 'correction')} left out: {reason}")
    for each in corrections[:_SHOWN]:
        value = each["new_value"] or each["value"]
        say_aside(f"  {each['item']}: {each['action']} {each['property']} {value} (correction {each['id']})")
