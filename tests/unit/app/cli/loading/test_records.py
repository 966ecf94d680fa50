"""Files of items."""

import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.loading.records import Record, read_records
from app.errors import NotInstalled, ServiceError
from tests.unit.app.cli.loading.files import read


def test_json_lines_are_read_with_their_line_numbers(tmp_path: Path) -> None:
    assert read(tmp_path / "a.jsonl", '{"id": "a", "n": [1]}\n\n  \n{"id": "ä"}') == [
        Record(1, {"id": "a", "n": [1]}),
        Record(4, {"id": "ä"}),
    ]


@pytest.mark.parametrize("name", ["a.ndjson", "a.JSONL"])
def test_other_endings_of_json_lines_are_known(tmp_path: Path, name: str) -> None:
    assert read(tmp_path / name, '{"id": "a"}\n') == [Record(1, {"id": "a"})]


def test_json_lines_may_begin_with_a_byte_order_mark_and_end_as_on_windows(tmp_path: Path) -> None:
    assert read(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"id": "a"}\r\n{"id": "b"}\r\n') == [
        Record(1, {"id": "a"}),
        Record(2, {"id": "b"}),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [(b"{", "not JSON"), (b'{"id": "\xff"}', "not JSON"), (b"5", "found int"), (b'["a"]', "found list")],
)
def test_bad_json_line_is_named_and_the_next_is_read(tmp_path: Path, line: bytes, reason: str) -> None:
    bad, good = read(tmp_path / "a.jsonl", line + b'\n{"id": "b"}\n')
    assert (bad.line, bad.values) == (1, None)
    assert reason in bad.error
    assert good == Record(2, {"id": "b"})


def test_line_that_is_not_in_the_encoding_is_the_true_one(tmp_path: Path) -> None:
    rows = "".join(f"i{n},Mug\n" for n in range(300))
    *good, bad = read(tmp_path / "a.csv", f"id,title\n{rows}".encode() + b"bad,Caf\xe9\nnext,Mug\n")
    assert [record.line for record in good] == list(range(2, 302))
    assert (bad.line, bad.values) == (302, None)
    assert bad.error == (
        "cannot be read further: expected utf-8, found the byte 0xe9; "
        "--encoding says how the file is written, for example windows-1252"
    )


def test_parquet_is_read_by_rows(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    columns: dict[str, Any] = {"id": ["a", "b"], "title": ["Red", None], "tags": [["x", "y"], []], "price": [1.5, None]}
    parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    assert list(read_records(tmp_path / "a.parquet")) == [
        Record(1, {"id": "a", "title": "Red", "tags": ["x", "y"], "price": 1.5}),
        Record(2, {"id": "b", "tags": []}),
    ]


def test_parquet_without_its_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NotInstalled, match=r"a\.parquet: pyarrow is not installed.*save the file as CSV or JSON Lines"):
        read(tmp_path / "a.parquet", b"")


def test_parquet_that_is_none_is_named(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="needs pyarrow")
    with pytest.raises(ServiceError, match=r"a\.parquet"):
        read(tmp_path / "a.parquet", b"not a table")


@pytest.mark.parametrize("name", ["a.xls", "a", "a.parquet.gz", "a.xlsx.gz", "a.gz"])
def test_unknown_ending_names_those_that_are_known(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(ServiceError, match=r"expected a file that ends in .*\.jsonl.*\.csv.*\.parquet") as caught:
        read_records(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"none\.csv: no such file"):
        read_records(tmp_path / "none.csv")


def test_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(ServiceError, match=r"a\.csv: no such file"):
        read_records(tmp_path / "a.csv")
