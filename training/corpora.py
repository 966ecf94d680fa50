"""Labelled texts: JSON Lines with `{"id", "text", "spans": [{"start", "end", "label"}]}`."""

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.spans import Span
from training.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the spans that people (or rules) marked in it, in order of `start`."""

    id: str
    text: str
    spans: tuple[Span, ...]


def read_corpus(path: Path) -> list[Example]:
    """All examples of a file. Raises CorpusError at the first line that is not one, with its number."""
    if not path.is_file():
        raise CorpusError(f"{path}: no such file; expected JSON Lines with text and spans")
    try:
        lines = path.read_text("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: expected UTF-8: {error}") from error
    examples = [_example(f"{path}:{n}", n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not examples:
        raise CorpusError(f"{path}: no examples; expected JSON Lines with text and spans")
    return examples


def labels_of(examples: Iterable[Example]) -> list[str]:
    """The labels that occur, sorted."""
    return sorted({span.label for example in examples for span in example.spans})


def _example(place: str, number: int, line: str) -> Example:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise CorpusError(f"{place}: not JSON: {error}") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise CorpusError(f"{place}: expected an object with a string `text`")
    text = record["text"]
    spans = sorted((_span(place, text, raw) for raw in record.get("spans", [])), key=lambda span: span.start)
    for left, right in itertools.pairwise(spans):
        if right.start < left.end:
            raise CorpusError(f"{place}: spans {left.text!r} and {right.text!r} overlap")
    return Example(str(record.get("id", number)), text, tuple(spans))


def _span(place: str, text: str, raw: Any) -> Span:
    try:
        start, end, label = raw["start"], raw["end"], raw["label"]
    except (TypeError, KeyError):
        raise CorpusError(f"{place}: a span needs start, end and label, found {raw!r}") from None
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise CorpusError(f"{place}: span {start}–{end} lies outside the text of {len(text)} characters")
    return Span(start, end, str(label), text[start:end])
