"""Reads the first sheet of an Excel file as a table."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from app.cli.loading.tables import Row, column_names
from app.errors import NotInstalled, ServiceError


def read_sheet(path: Path) -> Iterator[Row]:
    """Yields the number of every row, its cells by column, and an empty error text.

    Formulas give the values that Excel has stored. Dates become text. Raises NotInstalled without openpyxl, and
    ServiceError for a file that is not an Excel file, or in which a column name appears twice.
    """
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise NotInstalled(f"{path}: openpyxl", "excel", "or save the file as CSV") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Warnings about styles and other parts that are not read here.
            book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError) as error:
        raise ServiceError(f"{path}: expected an Excel file (.xlsx): {error}") from error
    with closing(book):
        if book.worksheets:
            yield from _rows(path, book.worksheets[0].iter_rows(values_only=True))


def _rows(path: Path, rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    names: list[str] | None = None
    for number, row in enumerate(rows, 1):
        cells = [_value(cell) for cell in row]
        if all(cell in (None, "") for cell in cells):
            continue
        if names is None:
            names = column_names(path, number, ["" if cell is None else str(cell) for cell in cells])
        else:
            yield number, {name: cell for name, cell in zip(names, cells, strict=False) if cell not in (None, "")}, ""


def _value(cell: Any) -> Any:
    """Returns a cell as the person typed it: a date without the midnight that Excel adds, text stripped."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime):
        return cell.isoformat().removesuffix("T00:00:00")
    if isinstance(cell, str):
        return cell.strip()
    return cell if cell is None or isinstance(cell, bool | int | float) else str(cell)
