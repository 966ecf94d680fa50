"""Reads CSV and files with tabs: recognises the delimiter, and returns every row as a record by column name."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from app.cli.loading.sources import Dialect, open_text, undecoded
from app.errors import ServiceError

Row = tuple[int, dict[str, Any] | None, str]

_DELIMITERS = (",", ";", "\t", "|")
_SNIFFED_LINES = 20
_LONGEST_CELL = 1 << 25
# Excel may write a first line that says the delimiter.
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def read_rows(path: Path, dialect: Dialect) -> Iterator[Row]:
    """Yields the last line of every row, its cells by column, and what is wrong with it.

    Cells are stripped, and empty cells are left out. All columns without a name share the name "". Raises ServiceError
    when a name appears twice.
    """
    csv.field_size_limit(_LONGEST_CELL)
    line = 0
    with open_text(path, dialect.encoding, newline="") as file:
        try:
            head = list(islice(file, _SNIFFED_LINES))
            said = _SEPARATOR_LINE.fullmatch(head[0]) if head else None
            before = int(bool(said))
            delimiter = dialect.delimiter or (said[1] if said else sniff_delimiter(head))
            reader = _reader(chain(head[before:], file), delimiter)
            for line, values, error in _rows(path, reader, delimiter, file.encoding):
                yield line + before, values, error
        except UnicodeDecodeError as broken:
            yield line + 1, None, f"cannot be read further: {broken}"


def sniff_delimiter(lines: Sequence[str]) -> str:
    """Returns the delimiter that gives most lines as many cells as the first line; a comma if all fail."""

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            counts = [len(row) for row in _reader(lines, delimiter) if row]
        except csv.Error:
            return 0.0, 0
        if not counts or counts[0] < 2:
            return 0.0, 0
        return counts.count(counts[0]) / len(counts), counts[0]

    return max(_DELIMITERS, key=fit)


def _reader(lines: Iterable[str], delimiter: str) -> Any:
    """Returns a CSV reader. In a file with tabs, quotes have no meaning."""
    if delimiter == "\t":
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def _rows(path: Path, reader: Any, delimiter: str, encoding: str) -> Iterator[Row]:
    names: list[str] | None = None
    try:
        for cells in reader:
            if wrong := undecoded("\n".join(cells), encoding):
                yield reader.line_num, None, f"cannot be read further: {wrong}"
                return
            if delimiter == "\t":
                cells = [_unquoted(cell) for cell in cells]
            if not cells:
                continue
            if names is None:
                names = column_names(path, reader.line_num, cells)
                _refuse_other_delimiter(path, names, delimiter)
            else:
                yield reader.line_num, *_by_name(names, cells)
    except csv.Error as error:
        yield reader.line_num + 1, None, f"cannot be read further: {error}"


def _refuse_other_delimiter(path: Path, names: list[str], delimiter: str) -> None:
    """Raises ServiceError if the only column's name looks like several: the delimiter is wrong."""
    other = next((each for each in _DELIMITERS if each != delimiter and each in names[0]), None)
    if len(names) == 1 and other:
        raise ServiceError(
            f"{path}: only one column, {names[0]!r}, by the delimiter {delimiter!r}; "
            f"is the delimiter right? {other!r} would give several"
        )


def column_names(path: Path, line: int, cells: Iterable[str]) -> list[str]:
    """Returns the names in the first line of a table, stripped. Raises ServiceError when a name appears twice."""
    names = [cell.strip() for cell in cells]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise ServiceError(f"{path}:{line}: column name {twice[0]!r} appears twice; expected different names")
    return names


def _by_name(names: list[str], cells: list[str]) -> tuple[dict[str, Any] | None, str]:
    """Returns the cells that are not empty, by name. Empty cells beyond the last column are ignored."""
    while len(cells) > len(names) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(names):
        return None, f"{len(cells)} cells, expected {len(names)} as in the first line"
    return {name: text for name, cell in zip(names, cells, strict=True) if (text := cell.strip())}, ""


def _unquoted(cell: str) -> str:
    """Removes the quotes that a spreadsheet puts around a cell, and the doubling of quotes inside."""
    return cell[1:-1].replace('""', '"') if _QUOTED.fullmatch(cell) else cell
