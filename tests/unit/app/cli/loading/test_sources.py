"""Where the text of a file comes from: encodings, compressed files, standard input."""

import gzip
import io
import sys
from pathlib import Path

import pytest

from app.cli.loading.records import Record, read_records
from app.cli.loading.sources import Dialect
from app.errors import ServiceError, SettingsError
from tests.unit.app.cli.loading.files import read


def test_encoding_can_be_said(tmp_path: Path) -> None:
    for name, content in (("a.csv", "id,title\na,Café\n"), ("a.jsonl", '{"id": "a", "title": "Café"}\n')):
        (tmp_path / name).write_bytes(content.encode("windows-1252"))
        (record,) = read_records(tmp_path / name, Dialect.parse(None, "windows-1252"))
        assert record.values == {"id": "a", "title": "Café"}
    with pytest.raises(SettingsError, match="--encoding 'ansi-1': expected for example utf-8"):
        Dialect.parse(None, "ansi-1")


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
