"""CSV, and files with tabs."""

from pathlib import Path

import pytest

from app.cli.loading.records import Record, read_records
from app.cli.loading.sources import Dialect
from app.errors import ServiceError, SettingsError
from tests.unit.app.cli.loading.files import read


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


def test_delimiter_that_makes_one_column_of_several_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id;title\n1;Red, blue\n2;Green\n")
    with pytest.raises(ServiceError, match=r"only one column, 'id;title', .* is the delimiter right\? ';' would give"):
        list(read_records(file, Dialect(delimiter=",")))
    assert [each.values for each in read(tmp_path / "b.csv", "id\na\nb;c\n")] == [{"id": "a"}, {"id": "b;c"}]


def test_quote_in_a_file_with_tabs_is_a_character(tmp_path: Path) -> None:
    content = 'id\ttitle\na\t24" monitor\nb\t"12 inch pan\nc\tBlue "mug"\nd\t"12"" pan, red"\ne\t"Blue" or "red"\n'
    assert [record.values["title"] for record in read(tmp_path / "a.tsv", content) if record.values] == [
        '24" monitor',
        '"12 inch pan',
        'Blue "mug"',
        '12" pan, red',
        '"Blue" or "red"',
    ]


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


def test_column_named_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text("id,color,color\n1,red,blue\n", "utf-8")
    with pytest.raises(ServiceError, match="column name 'color' appears twice"):
        list(read_records(path))
