"""doccano and Prodigy."""

from pathlib import Path

import pytest

from tests.unit.training.corpora.writers import json_lines
from training.corpora import read_corpus
from training.errors import CorpusError

# backend/data_export/pipeline/examples/sequence_labeling/example.jsonl of doccano
DOCCANO = (
    b'{"text": "EU rejects German call to boycott British lamb.", "label": [ [0, 2, "ORG"], [11, 17, "MISC"] ]}\n'
    b'{"text": "Peter Blackburn", "label": [ [0, 15, "PERSON"] ]}\n'
)
ANSWERED = {"_input_hash": -1, "_task_hash": 7}


def test_doccanos_own_example_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(DOCCANO)
    corpus = read_corpus(tmp_path / "a.jsonl")
    assert (corpus.format, corpus.faults) == ("doccano", ())
    found = [(span.label, span.text) for example in corpus.examples for span in example.spans]
    assert found == [("ORG", "EU"), ("MISC", "German"), ("PERSON", "Peter Blackburn")]


@pytest.mark.parametrize(("text_key", "list_key"), [("data", "label"), ("text", "labels")])
def test_doccanos_other_keys_are_read(tmp_path: Path, text_key: str, list_key: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines({"id": 1, text_key: "red hat", list_key: [[0, 3, "X"]]}))
    corpus = read_corpus(tmp_path / "a.jsonl")
    assert (corpus.format, [span.text for span in corpus.examples[0].spans]) == ("doccano", ["red"])


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": "red", "label": "sports"}, "expected a list as label, found 'sports'"),
        ({"text": "red", "label": [[0, 3]]}, "expected a span with integers as start and end"),
        ({"text": "red", "entities": [[0, 3, "X"], "red"]}, "expected a span with integers as start and end"),
        ({"label": [[0, 3, "X"]]}, "expected a string as text"),
    ],
)
def test_doccanos_faulty_lines_are_named(tmp_path: Path, record: object, message: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(DOCCANO + json_lines(record))
    corpus = read_corpus(tmp_path / "a.jsonl")
    (fault,) = corpus.faults
    assert len(corpus.examples) == 2
    assert fault.place.endswith("a.jsonl:3")
    assert message in fault.detail


def test_only_accepted_tasks_of_prodigy_are_examples(tmp_path: Path) -> None:
    span = {"start": 6, "end": 11, "label": "ORG", "token_start": 1, "token_end": 1}
    tokens = [{"text": "Hello", "start": 0, "end": 5, "id": 0}, {"text": "Apple", "start": 6, "end": 11, "id": 1}]
    task = {"text": "Hello Apple", "tokens": tokens, "spans": [span], **ANSWERED}
    answers = ["accept", "reject", "ignore"]
    (tmp_path / "a.jsonl").write_bytes(json_lines(*({**task, "answer": answer} for answer in answers), task))
    corpus = read_corpus(tmp_path / "a.jsonl")
    assert (corpus.format, corpus.faults) == ("prodigy", ())
    assert [(example.id, [s.text for s in example.spans]) for example in corpus.examples] == [
        ("1", ["Apple"]),
        ("4", ["Apple"]),
    ]


def test_prodigy_without_an_accepted_task_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines({"text": "a", "answer": "reject"}))
    with pytest.raises(CorpusError, match="no examples when read as prodigy: no record was accepted"):
        read_corpus(tmp_path / "a.jsonl")


def test_another_answer_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        json_lines({"text": "a", "answer": "accept"}, {"text": "b", "answer": "maybe"}, {"image": "x", **ANSWERED})
    )
    first, second = read_corpus(tmp_path / "a.jsonl").faults
    assert "expected the answer accept, reject or ignore, found 'maybe'" in first.detail
    assert "expected a string as text" in second.detail
