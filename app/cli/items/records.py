"""Files of items: JSON Lines, CSV, TSV and Parquet, read record by record."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import ServiceError

_SHORT = 64
_LONGEST_CELL = 1 << 25
_ID, _TITLE, _TEXT = ("id", "sku"), ("title", "name"), ("text", "description")


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a file, or why it cannot be read. `line`: its last line, from 1; in Parquet its row."""

    line: int
    values: dict[str, Any] | None
    error: str = ""


def read_records(path: Path) -> Iterator[Record]:
    """The records of a file, by its name's ending, in flat memory. Raises ServiceError for another kind of file."""
    readers = {
        ".jsonl": _read_jsonl,
        ".ndjson": _read_jsonl,
        ".csv": _read_csv,
        ".tsv": _read_csv,
        ".parquet": _read_parquet,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ServiceError(f"{path}: expected a file that ends in {', '.join(readers)}")
    if not path.is_file():
        raise ServiceError(f"{path}: no such file")
    return reader(path)


def _read_jsonl(path: Path) -> Iterator[Record]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                values = json.loads(line)
            except ValueError as error:
                yield Record(number, None, f"not JSON: {error}")
                continue
            if isinstance(values, dict):
                yield Record(number, values)
            else:
                yield Record(number, None, f"expected a JSON object, found {type(values).__name__}")


def _read_csv(path: Path) -> Iterator[Record]:
    csv.field_size_limit(_LONGEST_CELL)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=delimiter)
        try:
            names = reader.fieldnames or []
            columns = len(names)
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ServiceError(f"{path}:1: column name {twice[0]!r} stands twice; expected each once")
            for row in reader:
                if None in row or None in row.values():
                    found = sum(value is not None for key, value in row.items() if key) + len(row.get(None) or [])
                    yield Record(reader.line_num, None, f"{found} cells, expected {columns} as in the first line")
                else:
                    yield Record(reader.line_num, {key: value for key, value in row.items() if value.strip()})
        except UnicodeDecodeError as error:
            yield Record(reader.line_num + 1, None, f"cannot be read further, expected utf-8: {error}")
        except csv.Error as error:
            yield Record(reader.line_num + 1, None, f"cannot be read further: {error}")


def _read_parquet(path: Path) -> Iterator[Record]:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError as error:
        raise ServiceError(
            f"{path}: Parquet needs the Python package pyarrow, which is not installed; "
            "install it beside itemgraph, or save the file as CSV or JSON Lines"
        ) from error
    try:
        file = parquet.ParquetFile(path)
        rows = (row for batch in file.iter_batches(1000) for row in batch.to_pylist())
        for number, row in enumerate(rows, 1):
            yield Record(number, {key: value for key, value in row.items() if value is not None})
    except ArrowInvalid as error:
        raise ServiceError(f"{path}: {error}") from error


@dataclass(slots=True)
class Mapping:
    """From a record's columns to an item.

    `properties` names the columns to give as properties; None takes every short value and counts the rest in
    `left_out`, which is reported.
    """

    properties: Sequence[str] | None = None
    left_out: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def to_item(self, values: dict[str, Any]) -> dict[str, Any]:
        """An item as `POST /items` takes it, as far as the record goes; the service checks it."""
        rest = dict(values)
        item: dict[str, Any] = {}
        for key, names in (("id", _ID), ("title", _TITLE), ("text", _TEXT), ("url", ("url",)), ("image", ("image",))):
            column = next((name for name in names if rest.get(name) is not None), None)
            if column:
                item[key] = rest.pop(column)
        if isinstance(item.get("id"), int):
            item["id"] = str(item["id"])
        given = rest.pop("properties", None)
        if isinstance(given, list):  # An item as `itemgraph export` writes it: its other fields are no properties.
            given = _given_of(given)
        elif given is None or isinstance(given, dict):
            given = {**self._given(rest), **(given or {})}
        return {**item, "properties": given} if given else item

    def _given(self, columns: dict[str, Any]) -> dict[str, Any]:
        self.seen.update(columns)
        if self.properties is not None:
            return {name: columns[name] for name in self.properties if columns.get(name) not in (None, "", [])}
        given = {name: value for name, value in columns.items() if name.strip() and _is_short(value)}
        self.left_out.update(
            name for name, value in columns.items() if name not in given and value not in (None, "", [])
        )
        return given


def _given_of(properties: list[Any]) -> dict[str, list[str]]:
    """What the owner gave, of properties as the API answers them; the model reads the rest again."""
    given: dict[str, list[str]] = {}
    for each in properties:
        if isinstance(each, dict) and each.get("source") == "given":
            given.setdefault(each["name"], []).append(each["display"])
    return given


def _is_short(value: Any) -> bool:
    if isinstance(value, str):
        return 0 < len(value.strip()) <= _SHORT
    if isinstance(value, list):
        return bool(value) and all(not isinstance(each, list) and _is_short(each) for each in value)
    return isinstance(value, bool | int | float)
