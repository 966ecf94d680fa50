"""Reading one file: formats, names and refusals."""

import json
import time
from pathlib import Path

import pytest

from tests.parts import shared_data
from tests.unit.training.corpora.writers import COLUMNS, OFFSETS, json_lines
from training.corpora import FORMATS, read_corpus, short
from training.errors import CorpusError


def test_every_format_is_described_and_has_a_writer() -> None:
    assert {name for name, _ in [*OFFSETS.values(), *COLUMNS.values()]} == set(FORMATS)
    assert next(iter(FORMATS)) == "jsonl"
    assert all(FORMATS.values())


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", None, "expected labelled texts, found an empty file"),
        (b"\xef\xbb\xbf \r\n", "jsonl", "expected labelled texts, found an empty file"),
        (b"\xff\xfe", None, "expected UTF-8, but byte 0 is 0xff"),
        (b'\xef\xbb\xbf{"text": "\xff"}', "jsonl", "expected UTF-8, but byte 13 is 0xff"),
        (b"just some words\nand more\n", None, "found a first line 'just some words'"),
        (b"just some words\n", None, "expected one of jsonl, conll, gmb, docbin, label-studio, doccano, prodigy"),
        (b'{"a": 1}\n', None, """found a first line '{"a": 1}'"""),
        (b"[1, 2]", None, "found a first line '[1, 2]'"),
        (b"{}", "csv", "unknown format 'csv'; expected one of jsonl, conll, gmb"),
        (b"red\nhat\n\nshoe", "jsonl", "every record is faulty; the first: "),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: bytes, name: str | None, message: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(CorpusError) as caught:
        read_corpus(tmp_path / "a.txt", name)
    assert message in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"none: no such file; expected a file in "):
        read_corpus(tmp_path / "none")
    with pytest.raises(CorpusError, match=r": a folder; expected a file in "):
        read_corpus(tmp_path)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"text": "a", "source": "cpsc"}, "jsonl"),
        ({"text": "a", "spans": [], "label": ["x"]}, "jsonl"),
        ({"text": "a", "entities": []}, "doccano"),
        ({"text": "a", "spans": [], "_input_hash": 3}, "prodigy"),
    ],
)
def test_similar_lines_are_told_apart(tmp_path: Path, record: object, name: str) -> None:
    (tmp_path / "a").write_bytes(b"{\n" + json_lines(record))
    corpus = read_corpus(tmp_path / "a")
    assert (corpus.format, len(corpus.faults)) == (name, 1)


def test_any_json_format_may_be_an_array(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(json.dumps([{"text": "red hat", "label": [[0, 3, "X"]]}, "red"], indent=2))
    corpus = read_corpus(tmp_path / "a")
    assert (corpus.format, corpus.examples[0].place) == ("doccano", f"{short(tmp_path / 'a')}: record 1")
    assert corpus.faults[0].detail == "expected a JSON object, found 'red'"


@pytest.mark.large
def test_45_000_examples_take_seconds() -> None:
    began = time.perf_counter()
    corpus = read_corpus(shared_data("gmb/train.jsonl"))
    assert (len(corpus.examples), corpus.faults) == (44_937, ())
    assert time.perf_counter() - began < 20
