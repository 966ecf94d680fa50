"""Reads files of items record by record: JSON Lines, CSV, TSV, Excel and Parquet."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli.loading.sheets import read_sheet
from app.cli.loading.sources import STANDARD_INPUT, Dialect, open_text, undecoded
from app.cli.loading.tables import read_rows
from app.errors import NotInstalled, ServiceError


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a file, or the reason why it cannot be read. `line` is its last line (in Parquet its row), from 1."""

    line: int
    values: dict[str, Any] | None
    error: str = ""


def read_records(path: Path, dialect: Dialect = Dialect()) -> Iterator[Record]:  # noqa: B008 (it is frozen)
    """Yields the records of a file. Memory does not grow with the file.

    The file name extension selects the format; `-` is read as JSON Lines. Raises ServiceError for other extensions, and
    for a file that does not exist.
    """
    if path == STANDARD_INPUT:
        return _read_jsonl(path, dialect)
    kind = path.with_suffix("").suffix if path.suffix.lower() == ".gz" else path.suffix
    reader = _READERS.get(kind.lower())
    if reader is None or (path.suffix.lower() == ".gz" and kind.lower() in _COMPRESSED):
        others = " and ".join(_COMPRESSED)
        raise ServiceError(
            f"{path}: expected a file that ends in {', '.join(_READERS)}; all but {others} also with .gz"
        )
    if not path.is_file():
        raise ServiceError(f"{path}: no such file")
    return reader(path, dialect)


def _read_jsonl(path: Path, dialect: Dialect) -> Iterator[Record]:
    number = 0
    with open_text(path, dialect.encoding, newline="\n") as file:
        try:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _parse(number, line, file.encoding)
        except UnicodeDecodeError as error:
            yield Record(number + 1, None, f"cannot be read further: {error}")


def _parse(number: int, line: str, encoding: str) -> Record:
    try:
        values = json.loads(line)
    except ValueError as error:
        return Record(number, None, f"not JSON: {error}")
    if wrong := undecoded(line, encoding):
        return Record(number, None, f"not JSON: {wrong}")
    if isinstance(values, dict):
        return Record(number, values)
    return Record(number, None, f"expected a JSON object, found {type(values).__name__}")


def _read_table(path: Path, dialect: Dialect) -> Iterator[Record]:
    return (Record(*row) for row in read_rows(path, dialect))


def _read_sheet(path: Path, _: Dialect) -> Iterator[Record]:
    return (Record(*row) for row in read_sheet(path))


def _read_parquet(path: Path, _: Dialect) -> Iterator[Record]:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError as error:
        raise NotInstalled(f"{path}: pyarrow", "scale", "or save the file as CSV or JSON Lines") from error
    try:
        file = parquet.ParquetFile(path)
        rows = (row for batch in file.iter_batches(1000) for row in batch.to_pylist())
        for number, row in enumerate(rows, 1):
            yield Record(number, {key: value for key, value in row.items() if value is not None})
    except ArrowInvalid as error:
        raise ServiceError(f"{path}: {error}") from error


_READERS: dict[str, Callable[[Path, Dialect], Iterator[Record]]] = {
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".csv": _read_table,
    ".tsv": _read_table,
    ".txt": _read_table,
    ".xlsx": _read_sheet,
    ".parquet": _read_parquet,
}
# These formats are already compressed.
_COMPRESSED = (".xlsx", ".parquet")
