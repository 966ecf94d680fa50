"""JSON with lists of tokens."""

import json
from pathlib import Path

import pytest

from tests.unit.training.corpora.writers import json_lines
from training.corpora import Corpus, read_corpus
from training.errors import CorpusError


def read(folder: Path, content: bytes, name: str | None = None) -> Corpus:
    (folder / "train.json").write_bytes(content)
    return read_corpus(folder / "train.json", name)


def spans(corpus: Corpus) -> list[list[str]]:
    return [[f"{span.label} {span.text}" for span in each.spans] for each in corpus.examples]


def test_hugging_face_tags_by_name_are_read(tmp_path: Path) -> None:
    record = {"id": "7", "tokens": ["EU", "rejects", "German", "call"], "ner_tags": ["B-ORG", "O", "B-MISC", "I-MISC"]}
    corpus = read(tmp_path, json_lines(record))
    assert (corpus.format, corpus.faults, corpus.examples[0].id) == ("hugging-face", (), "7")
    assert (corpus.examples[0].text, spans(corpus)) == ("EU rejects German call", [["ORG EU", "MISC German call"]])


def test_gliner_spans_end_with_their_last_token(tmp_path: Path) -> None:
    record = {"tokenized_text": ["Red", "cotton", "mug"], "ner": [[0, 0, "color"], [1, 2, "thing"]]}
    corpus = read(tmp_path, json.dumps([record]).encode())
    assert (corpus.format, corpus.faults) == ("gliner", ())
    assert spans(corpus) == [["color Red", "thing cotton mug"]]


@pytest.mark.parametrize(
    ("record", "detail"),
    [
        ({"tokens": ["EU"], "ner_tags": [3]}, "names of tags, such as B-PER, found numbers [3]"),
        ({"tokens": ["EU", "call"], "ner_tags": ["O"]}, "expected tokens and as many ner_tags"),
        ({"tokens": ["EU"], "ner_tags": ["ORG"]}, "expected tags such as O or B-PER, found 'ORG'"),
        ({"tokenized_text": ["EU"], "ner": [[0, 1, "ORG"]]}, "[first token, last token, label] within 1 tokens"),
        ({"tokenized_text": ["EU"], "ner": None}, "expected tokenized_text and ner"),
    ],
)
def test_a_faulty_record_is_named(tmp_path: Path, record: object, detail: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read(tmp_path, json_lines(record))
    assert detail in str(caught.value)
