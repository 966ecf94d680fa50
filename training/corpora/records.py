"""Decodes the bytes of a file and reads the JSON records in it."""

import codecs
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from training.corpora.building import Parsed, no_example, shown
from training.errors import CorpusError


class JsonRecord(NamedTuple):
    """One JSON object of a file: its place (`file:line` or `file: unit n`), its number from 1, its keys and values."""

    place: str
    number: int
    fields: dict[str, Any]

    @property
    def id(self) -> object:
        """The record's `id`, or its number when it has none."""
        own = self.fields.get("id")
        return self.number if own is None else own


def decode(file: str, data: bytes, *encodings: str) -> str:
    """Decodes a file with the first of `encodings` that fits (default UTF-8), without its byte order mark.

    Raises CorpusError, which names the encodings and the byte at which the last one failed.
    """
    body = data.removeprefix(codecs.BOM_UTF8)
    encodings = encodings or ("UTF-8",)
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError as error:
            at = error.start + len(data) - len(body)
    raise CorpusError(f"{file}: expected {' or '.join(encodings)}, but byte {at} is 0x{data[at]:02x}")


def json_records(file: str, data: bytes, unit: str = "record") -> Iterator[JsonRecord | Parsed]:
    """Yields the objects of JSON Lines or of one JSON array, and a faulty record for anything else.

    `unit` is the tool's word for a member of its array. Only "\\n" ends a line, because a string may hold other line
    breaks. Raises CorpusError when an array is not JSON.
    """
    text = decode(file, data)
    values = _array(file, text, unit) if text.lstrip().startswith("[") else _lines(file, text)
    for number, (place, value) in enumerate(values, 1):
        if isinstance(value, Parsed):
            yield value
        elif isinstance(value, dict):
            yield JsonRecord(place, number, value)
        else:
            yield no_example(place, f"expected a JSON object, found {shown(value)}", value)


def first_records(text: str, most: int = 20) -> list[dict[str, Any]]:
    """Returns the first objects of a text that may be JSON Lines or an array. It does not parse the whole text."""
    found: list[Any] = []
    decoder = json.JSONDecoder()
    start = text.lstrip()
    if start.startswith("["):
        at = len(text) - len(start) + 1
        while len(found) < most:
            while at < len(text) and text[at] in " \t\r\n,":
                at += 1
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                break
            found.append(value)
    else:
        for line in text.split("\n", most)[:most]:
            try:
                found.append(json.loads(line))
            except (ValueError, RecursionError):
                continue
    return [value for value in found if isinstance(value, dict)]


def _lines(file: str, text: str) -> Iterator[tuple[str, Any]]:
    """Yields the place and value of each line that is not blank. The value is a faulty record if it is not JSON."""
    for number, line in enumerate(text.split("\n"), 1):
        place = f"{file}:{number}"
        if line.strip():
            try:
                yield place, json.loads(line)
            except (ValueError, RecursionError) as error:
                yield place, no_example(place, f"not JSON: {error}", line)


def _array(file: str, text: str, unit: str) -> Iterator[tuple[str, Any]]:
    """Yields the place and value of each member of an array."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{file}: not a JSON array: {error}") from error
    for number, value in enumerate(values, 1):
        yield f"{file}: {unit} {number}", value
