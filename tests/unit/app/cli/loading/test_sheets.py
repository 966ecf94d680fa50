"""Excel files."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.cli.loading.records import Record, read_records
from app.errors import NotInstalled, ServiceError

openpyxl = pytest.importorskip("openpyxl", reason="needs openpyxl")


def write(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("other").append(["not", "read"])
    book.save(path)
    return path


def test_first_sheet_is_read_by_its_first_row(tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.xlsx",
        [],
        [" ID ", "Title", "price", None, "since", "sale", "at"],
        [4711, " Red mug ", 3.5, None, date(2026, 1, 2), True, datetime(2026, 1, 2, 3, 4)],
        [None, None],
        ["b", None, 4.0, "note", "#N/A"],
    )
    assert list(read_records(file)) == [
        Record(
            3,
            {
                "ID": 4711,
                "Title": "Red mug",
                "price": 3.5,
                "since": "2026-01-02",
                "sale": True,
                "at": "2026-01-02T03:04:00",
            },
        ),
        Record(5, {"ID": "b", "price": 4, "": "note", "since": "#N/A"}),
    ]


def test_empty_workbook_has_no_records(tmp_path: Path) -> None:
    assert list(read_records(write(tmp_path / "a.xlsx"))) == []


def test_column_named_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"a\.xlsx:1: column name 'x' appears twice"):
        list(read_records(write(tmp_path / "a.xlsx", ["id", "x", "x"])))


def test_file_that_is_no_excel_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("id,title\n")
    with pytest.raises(ServiceError, match=r"a\.xlsx: expected an Excel file"):
        list(read_records(tmp_path / "a.xlsx"))


def test_without_the_package_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "a.xlsx", ["id"])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(NotInstalled, match=r"a\.xlsx: openpyxl is not installed.*save the file as CSV"):
        list(read_records(file))
