"""Files of items."""

import gzip
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.items.records import Record, read_records
from app.cli.items.sources import Dialect
from app.errors import NotInstalled, ServiceError, SettingsError


def read(path: Path, content: str | bytes) -> list[Record]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_records(path))


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


def test_csv_with_byte_order_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", b'\xef\xbb\xbfid,title\r\na,"Red, ""XL"""\r\n') == [
        Record(2, {"id": "a", "title": 'Red, "XL"'})
    ]


def test_csv_line_break_inside_quotes_is_part_of_the_value(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", 'id,text\na,"one\ntwo\n\nfour"\nb,x\n') == [
        Record(5, {"id": "a", "text": "one\ntwo\n\nfour"}),
        Record(6, {"id": "b", "text": "x"}),
    ]


def test_csv_row_of_another_length_is_named(tmp_path: Path) -> None:
    records = read(tmp_path / "a.csv", "id,title,text\na,b\nb,c,d\nc,d,e,f,g\n")
    assert [(record.line, record.error) for record in records] == [
        (2, "2 cells, expected 3 as in the first line"),
        (3, ""),
        (4, "5 cells, expected 3 as in the first line"),
    ]


def test_empty_cell_is_no_value(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "id,title,size\na,, \n") == [Record(2, {"id": "a"})]


def test_csv_of_its_header_alone_has_no_records(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "id,title\n") == []
    assert read(tmp_path / "b.csv", "") == []


def test_columns_without_a_name_or_cells_are_no_fault(tmp_path: Path) -> None:
    """As spreadsheets leave them at the end."""
    assert read(tmp_path / "a.csv", "id,title,price,,,\r\na,Red mug,3,,,\r\nb,Blue mug,4,,,,,\r\n") == [
        Record(2, {"id": "a", "title": "Red mug", "price": "3"}),
        Record(3, {"id": "b", "title": "Blue mug", "price": "4"}),
    ]
    (record,) = read(tmp_path / "b.csv", ",id\n0,a\n")
    assert record.values == {"": "0", "id": "a"}


def test_names_and_cells_are_stripped(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", 'id, title , price\na, "Red, large" , 3\n') == [
        Record(2, {"id": "a", "title": "Red, large", "price": "3"})
    ]


@pytest.mark.parametrize(
    "content",
    [
        "id;title;price\na;Café, large;3,50 €\n",
        "id|title|price\na|Café, large|3,50 €\n",
        "id\ttitle\tprice\na\tCafé, large\t3,50 €\n",
        'id,title,price\na,"Café, large","3,50 €"\n',
        "sep=;\r\nid;title;price\r\na;Café, large;3,50 €\r\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_delimiter_and_encoding_are_recognised(tmp_path: Path, content: str, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    (record,) = read(tmp_path / "a.csv", (mark + content).encode(encoding))
    assert record == Record(content.count("\n"), {"id": "a", "title": "Café, large", "price": "3,50 €"})


def test_delimiter_can_be_said(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,a;title\n1,2;Red\n")
    (record,) = read_records(file, Dialect(delimiter=";"))
    assert record.values == {"id,a": "1,2", "title": "Red"}
    assert Dialect.parse("tab", None) == Dialect("\t")
    with pytest.raises(SettingsError, match="--delimiter ';;': expected one character, or tab"):
        Dialect.parse(";;", None)


def test_encoding_can_be_said(tmp_path: Path) -> None:
    for name, content in (("a.csv", "id,title\na,Café\n"), ("a.jsonl", '{"id": "a", "title": "Café"}\n')):
        (tmp_path / name).write_bytes(content.encode("windows-1252"))
        (record,) = read_records(tmp_path / name, Dialect.parse(None, "windows-1252"))
        assert record.values == {"id": "a", "title": "Café"}
    with pytest.raises(SettingsError, match="--encoding 'ansi-1': expected for example utf-8"):
        Dialect.parse(None, "ansi-1")


def test_line_that_is_not_in_the_encoding_is_the_true_one(tmp_path: Path) -> None:
    rows = "".join(f"i{n},Mug\n" for n in range(300))
    *good, bad = read(tmp_path / "a.csv", f"id,title\n{rows}".encode() + b"bad,Caf\xe9\nnext,Mug\n")
    assert [record.line for record in good] == list(range(2, 302))
    assert (bad.line, bad.values) == (302, None)
    assert bad.error == (
        "cannot be read further: expected utf-8, found the byte 0xe9; "
        "--encoding says how the file is written, for example windows-1252"
    )


def test_quote_in_a_file_with_tabs_is_a_character(tmp_path: Path) -> None:
    content = 'id\ttitle\na\t24" monitor\nb\t"12 inch pan\nc\tBlue "mug"\nd\t"12"" pan, red"\ne\t"Blue" or "red"\n'
    assert [record.values["title"] for record in read(tmp_path / "a.tsv", content) if record.values] == [
        '24" monitor',
        '"12 inch pan',
        'Blue "mug"',
        '12" pan, red',
        '"Blue" or "red"',
    ]


def test_compressed_file_is_read(tmp_path: Path) -> None:
    for name, content in (("a.jsonl.gz", '{"id": "a"}\n'), ("a.csv.gz", "id\na\n"), ("a.TSV.GZ", "id\tx\na\t\n")):
        (record,) = read(tmp_path / name, gzip.compress(content.encode()))
        assert record.values == {"id": "a"}


@pytest.mark.parametrize(
    "content", [b"no gzip", gzip.compress(b'{"id": "a"}' * 1000)[:-20]], ids=["none", "breaks off"]
)
def test_compressed_file_that_is_none_or_breaks_off_is_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ServiceError, match=r"a\.jsonl\.gz: expected a whole gzip file"):
        read(tmp_path / "a.jsonl.gz", content)


def test_standard_input_is_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BufferedReader(io.BytesIO('{"id": "ä"}\n{\n'.encode())))
    monkeypatch.setattr(sys, "stdin", given)
    good, bad = read_records(Path("-"))
    assert (good, bad.line, bad.values) == (Record(1, {"id": "ä"}), 2, None)


def test_tsv_keeps_commas(tmp_path: Path) -> None:
    assert read(tmp_path / "a.tsv", "id\ttitle\na\tred, blue\n") == [Record(2, {"id": "a", "title": "red, blue"})]


@pytest.mark.parametrize("content", ["id,title\na,café\n", "né,title\na,b\n"])
def test_csv_that_is_not_utf_8_says_so(tmp_path: Path, content: str) -> None:
    (record,) = read(tmp_path / "a.csv", content.encode("latin-1"))
    assert record.values is None
    assert "cannot be read further" in record.error
    assert "utf-8" in record.error


def test_csv_that_breaks_off_says_where_and_keeps_what_came_before(tmp_path: Path) -> None:
    rows = "".join(f"i{n},{'x' * 100}\n" for n in range(500))
    records = read(tmp_path / "a.csv", f"id,title\n{rows}".encode() + b"bad,\xff\n")
    good = [record for record in records if record.values is not None]
    assert good
    assert good[-1].line == len(good) + 1
    assert records[len(good) :] == [records[-1]]
    assert records[-1].line == len(good) + 2


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


def test_column_named_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text("id,color,color\n1,red,blue\n", "utf-8")
    with pytest.raises(ServiceError, match="column name 'color' stands twice"):
        list(read_records(path))
