"""Labelled texts, and what is said of wrong ones."""

import json
from pathlib import Path

import pytest

from model.spans import Span
from training.corpora import Example, labels_of, read_corpus
from training.errors import CorpusError


def write(path: Path, *records: object) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), "utf-8")
    return path


def test_examples_are_read_with_their_spans_in_order(tmp_path: Path) -> None:
    spans = [{"start": 4, "end": 9, "label": "CATEGORY"}, {"start": 0, "end": 3, "label": "COLOR"}]
    path = write(tmp_path / "a.jsonl", {"id": "1", "text": "red shirt", "spans": spans}, {"text": "line\u2028kept"})
    first, second = read_corpus(path)
    assert first == Example("1", "red shirt", (Span(0, 3, "COLOR", "red"), Span(4, 9, "CATEGORY", "shirt")))
    assert (second.id, second.text, second.spans) == ("2", "line\u2028kept", ())
    assert labels_of([first]) == ["CATEGORY", "COLOR"]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("{", r"a\.jsonl:2: not JSON"),
        ({"id": 1}, r"a\.jsonl:2: expected an object with a string `text`"),
        ({"text": "red", "spans": [{"start": 0, "end": 4, "label": "X"}]}, "span 0–4 lies outside the text of 3"),
        ({"text": "red", "spans": [{"start": 2, "end": 2, "label": "X"}]}, "span 2–2 lies outside"),
        ({"text": "red", "spans": [{"start": 0}]}, "a span needs start, end and label"),
        (
            {"text": "red hat", "spans": [{"start": 0, "end": 7, "label": "X"}, {"start": 4, "end": 7, "label": "Y"}]},
            "spans 'red hat' and 'hat' overlap",
        ),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, record: object, message: str) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "fine"}, record)
    with pytest.raises(CorpusError, match=message):
        read_corpus(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file"):
        read_corpus(tmp_path / "none.jsonl")


@pytest.mark.parametrize(("content", "message"), [(b"", "no examples"), (b"\xff\xfe", "expected UTF-8")])
def test_a_file_without_texts_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    with pytest.raises(CorpusError, match=message):
        read_corpus(tmp_path / "a.jsonl")
