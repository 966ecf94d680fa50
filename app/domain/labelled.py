"""Labelled texts, and how annotation tools write them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.spans import Span


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its spans.

    `unsure` are stretches (start, end) that may have any label, or none. On `decided` stretches people said which label
    is right, or that one is wrong. `why` says why a person should label it; the spans are then proposals, which nobody
    has judged.
    """

    id: str
    text: str
    spans: tuple[Span, ...]
    unsure: tuple[tuple[int, int], ...] = ()
    decided: tuple[tuple[int, int], ...] = ()
    why: str = ""


def write_labelled(format: str, texts: Iterable[Labelled]) -> Iterator[str]:  # noqa: A002 (the tools' word)
    """Yields the lines of a file in one of `LABEL_FORMATS`. Only `jsonl` tells what is unsure.

    Texts with a `why` are tasks: Label Studio shows their spans as a prediction, and Prodigy asks about them.
    """
    convert = _CONVERTERS[format]
    lines = (json.dumps(convert(each), ensure_ascii=False) for each in texts)
    return _array(lines) if format == "label-studio" else (f"{line}\n" for line in lines)


def _array(lines: Iterable[str]) -> Iterator[str]:
    yield "["
    for number, line in enumerate(lines):
        yield f"{',' if number else ''}\n{line}"
    yield "\n]\n"


def _spans(text: Labelled) -> list[dict[str, Any]]:
    return [{"start": each.start, "end": each.end, "label": each.label, "text": each.text} for each in text.spans]


def _why(text: Labelled) -> dict[str, str]:
    return {"why": text.why} if text.why else {}


def _to_jsonl(text: Labelled) -> dict[str, Any]:
    unsure = {"unsure": [list(each) for each in text.unsure]} if text.unsure else {}
    return {"id": text.id, "text": text.text, "spans": _spans(text), **unsure, **_why(text)}


def _to_doccano(text: Labelled) -> dict[str, Any]:
    label = [[each.start, each.end, each.label] for each in text.spans]
    return {"id": text.id, "text": text.text, "label": label, **_why(text)}


def _to_prodigy(text: Labelled) -> dict[str, Any]:
    answer = {} if text.why else {"answer": "accept"}
    return {"text": text.text, "spans": _spans(text), **answer, "meta": {"id": text.id, **_why(text)}}


def _to_label_studio(text: Labelled) -> dict[str, Any]:
    result = [
        {
            "id": str(number),
            "type": "labels",
            "from_name": "label",
            "to_name": "text",
            "value": {"start": each.start, "end": each.end, "text": each.text, "labels": [each.label]},
        }
        for number, each in enumerate(text.spans)
    ]
    judged = "predictions" if text.why else "annotations"
    return {"data": {"text": text.text, "id": text.id, **_why(text)}, judged: [{"result": result}]}


_CONVERTERS: Mapping[str, Callable[[Labelled], dict[str, Any]]] = {
    "jsonl": _to_jsonl,
    "label-studio": _to_label_studio,
    "doccano": _to_doccano,
    "prodigy": _to_prodigy,
}
LABEL_FORMATS = tuple(_CONVERTERS)
