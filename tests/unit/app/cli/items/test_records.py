"""Files of items."""

import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.items.records import Mapping, Record, read_records
from app.errors import ServiceError


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
    with pytest.raises(ServiceError, match=r"a\.parquet: .*package pyarrow.*save the file as CSV or JSON Lines"):
        read(tmp_path / "a.parquet", b"")


def test_parquet_that_is_none_is_named(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="needs pyarrow")
    with pytest.raises(ServiceError, match=r"a\.parquet"):
        read(tmp_path / "a.parquet", b"not a table")


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.jsonl.gz"])
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


def test_columns_by_their_names_become_the_item(tmp_path: Path) -> None:
    record = {"sku": 7, "name": "Red", "description": "soft", "url": "u", "image": "i", "size": "XL", "on sale": True}
    assert Mapping().to_item(record) == {
        "id": "7",
        "title": "Red",
        "text": "soft",
        "url": "u",
        "image": "i",
        "properties": {"size": "XL", "on sale": True},
    }


def test_first_name_wins_and_the_other_is_a_property() -> None:
    assert Mapping().to_item({"id": "a", "sku": "S-1", "title": "T", "name": "N"}) == {
        "id": "a",
        "title": "T",
        "properties": {"sku": "S-1", "name": "N"},
    }


def test_own_properties_come_before_columns() -> None:
    item = Mapping().to_item({"id": "a", "size": "M", "color": "red", "properties": {"size": "XL"}})
    assert item["properties"] == {"size": "XL", "color": "red"}


def test_long_value_is_left_out_and_counted() -> None:
    mapping = Mapping()
    for number in range(3):
        item = mapping.to_item({"id": str(number), "story": "x" * 65, "size": "x" * 64, "deep": {"a": 1}, "none": None})
        assert item["properties"] == {"size": "x" * 64}
    assert mapping.left_out == {"story": 3, "deep": 3}


def test_named_columns_alone_are_given() -> None:
    mapping = Mapping(["size", "story", "absent"])
    item = mapping.to_item({"id": "a", "size": "M", "color": "red", "story": "x" * 100})
    assert item["properties"] == {"size": "M", "story": "x" * 100}
    assert Mapping([]).to_item({"id": "a", "size": "M"}) == {"id": "a"}
    assert not mapping.left_out


def test_mapping_leaves_the_record_as_it_is() -> None:
    record = {"sku": "a", "size": "M"}
    Mapping().to_item(record)
    assert record == {"sku": "a", "size": "M"}


def test_column_named_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text("id,color,color\n1,red,blue\n", "utf-8")
    with pytest.raises(ServiceError, match="column name 'color' stands twice"):
        list(read_records(path))


def test_column_without_a_name_is_left_out_and_counted() -> None:
    mapping = Mapping()
    assert mapping.to_item({"": "0", "id": "a", "color": "red"}) == {"id": "a", "properties": {"color": "red"}}
    assert mapping.left_out == {"": 1}


def test_item_as_exported_without_properties_gets_none() -> None:
    exported = {"id": "a", "title": "t", "text": "", "url": None, "image": None, "updated_at": "2026-01-01T00:00:00Z"}
    assert Mapping().to_item({**exported, "properties": []}) == {"id": "a", "title": "t", "text": ""}


def test_item_as_exported_is_loaded_with_what_was_given() -> None:
    given = {"name": "price", "value": "5 eur", "display": "5 EUR", "source": "given"}
    read = {"name": "color", "value": "red", "display": "red", "source": "extracted"}
    exported = {"id": "a", "title": "t", "text": "", "updated_at": "2026-01-01T00:00:00Z", "properties": [given, read]}
    assert Mapping().to_item(exported) == {"id": "a", "title": "t", "text": "", "properties": {"price": ["5 EUR"]}}
