"""Itemgraph's own JSON Lines."""

from pathlib import Path

import pytest

from model.spans import Span
from tests.unit.training.corpora.writers import json_lines
from training.corpora import CorpusFault, Example, labels_of, read_corpus, short
from training.errors import CorpusError


def test_examples_are_read_with_their_spans_in_order(tmp_path: Path) -> None:
    spans = [{"start": 4, "end": 9, "label": "CATEGORY"}, {"start": 0, "end": 3, "label": "COLOR"}]
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"id": "1", "text": "red shirt", "spans": spans}, {"text": "line\u2028kept"}))
    corpus = read_corpus(path)
    first, second = corpus.examples
    place = f"{short(path)}:1"
    assert first == Example("1", "red shirt", (Span(0, 3, "COLOR", "red"), Span(4, 9, "CATEGORY", "shirt")), place)
    assert (second.id, second.text, second.spans) == ("2", "line\u2028kept", ())
    assert labels_of([first]) == ["CATEGORY", "COLOR"]
    assert (corpus.source, corpus.format, corpus.faults) == (str(path), "jsonl", ())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{\n", "not JSON"),
        (b"[1]\n", "expected a JSON object, found [1]"),
        (b'"red"\n', "expected a JSON object, found 'red'"),
        (b"[" * 100_000 + b"\n", "not JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}\n", "not JSON"),
        (json_lines({"id": 1}), "expected a string as text, found None"),
        (json_lines({"text": "red", "spans": {}}), "expected a list of spans, found {}"),
        (json_lines({"text": "red", "spans": ["red"]}), "expected a span with integers as start and end"),
        (json_lines({"text": "red", "spans": [{"start": 0}]}), "expected a span with integers as start and end"),
    ],
)
def test_a_line_that_is_no_example_is_named(tmp_path: Path, line: bytes, message: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"text": "fine", "spans": []}) + line + json_lines({"text": "too"}))
    corpus = read_corpus(path)
    assert [example.text for example in corpus.examples] == ["fine", "too"]
    (fault,) = corpus.faults
    assert (fault.place, fault.kind) == (f"{short(path)}:2", "record")
    assert message in str(fault)


def test_a_span_may_quote_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    spans = [{"start": 0, "end": 3, "label": "X", "text": "red"}, {"start": 4, "end": 7, "label": "Y", "text": "cap"}]
    path.write_bytes(json_lines({"text": "red hat", "spans": spans}))
    corpus = read_corpus(path)
    assert [span.text for span in corpus.examples[0].spans] == ["red"]
    assert corpus.faults == (CorpusFault(f"{short(path)}:1", "text", "hat", "Y 'hat' at 4–7 is quoted as 'cap'"),)


@pytest.mark.parametrize("id_", [10**40, "a", "", 0, [1]])
def test_any_id_is_kept_and_may_stand_twice(tmp_path: Path, id_: object) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"id": id_, "text": "red"}, {"id": id_, "text": "blue"}, {"id": None, "text": "green"}))
    assert [example.id for example in read_corpus(path).examples] == [str(id_), str(id_), "3"]


def test_a_mark_line_ends_and_normal_forms_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = json_lines({"text": "e\u0301 é"}, {"text": "👕"}).replace(b"\n", b"\r\n\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + lines)
    corpus = read_corpus(path)
    assert [(example.text, example.id) for example in corpus.examples] == [("e\u0301 é", "1"), ("👕", "2")]
    assert corpus.examples[1].place == f"{short(path)}:3"


def test_when_all_is_faulty_the_first_fault_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"text": ""}, {"text": ""}))
    with pytest.raises(CorpusError, match=r"every record is faulty; the first: .*a\.jsonl:1: expected a text"):
        read_corpus(path)


def test_stretches_may_be_unsure(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    spans = [{"start": 0, "end": 3, "label": "X"}]
    good = {"text": "red hat new", "spans": spans, "unsure": [[4, 7]]}
    path.write_bytes(
        json_lines(good, *({"text": "red", "unsure": each} for each in (3, [3], [[0]], [[3, 0]], [[0, "1"]])))
    )
    corpus = read_corpus(path)
    assert [(example.text, example.unsure) for example in corpus.examples] == [("red hat new", ((4, 7),))]
    assert len(corpus.faults) == 5
