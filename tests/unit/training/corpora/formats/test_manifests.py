"""Ground Truth and Comprehend."""

from pathlib import Path
from typing import Any

import pytest

from model.spans import Span
from tests.unit.training.corpora.writers import job, json_lines
from training.corpora import Corpus, read_corpus, short
from training.errors import CorpusError

# The first line of the example in the developer guide of Amazon Comprehend, "PDF annotation files".
GUIDE = (
    b'{"source":"Diego Ramirez is an engineer in the high tech industry.","NamedEntityRecognitionDemo":{"annotations":'
    b'{"entities":[{"endOffset":13,"startOffset":0,"label":"ENGINEER"}],"labels":[{"label":"ENGINEER"}]}},'
    b'"NamedEntityRecognitionDemo-metadata":{"entities":[{"confidence":0.92}],"job-name":'
    b'"labeling-job/namedentityrecognitiondemo","type":"groundtruth/text-span","creation-date":'
    b'"2020-05-14T21:45:27.175903","human-annotated":"yes"}}\n'
)
# The line in the README of the validation scripts of amazon-comprehend-semi-structured-documents-annotation-tools.
PDF: dict[str, Any] = {
    "source-ref": "s3://bucket/folder/pdfs/source.pdf",
    "page": "1",
    "metadata": {"pages": "1", "use-textract-only": True, "labels": ["OFFERING_PRICE"]},
    "primary-annotation-ref": None,
    "secondary-annotation-ref": None,
    "semi-structured-job": {"annotation-ref": "s3://bucket/folder/annotations/annotation.json"},
    "semi-structured-job-metadata": {"type": "groundtruth/custom", "job-name": "semi-structured-job"},
}
CHAIN = {
    "source": "red hat",
    **job("colors", [Span(0, 3, "COLOR", "red")]),
    **job("all", [Span(0, 3, "COLOR", "red"), Span(4, 7, "CATEGORY", "hat")]),
    "topic": 0,
    "topic-metadata": {"type": "groundtruth/text-classification", "class-name": "fashion", "confidence": 0.5},
}
FAILED = {"job-name": "labeling-job/x", "type": "groundtruth/text-span", "failure-reason": "ClientError: expired"}


def read(folder: Path, content: bytes, name: str | None = None) -> Corpus:
    (folder / "output.manifest").write_bytes(content)
    return read_corpus(folder / "output.manifest", name)


@pytest.mark.parametrize("name", [None, "ground-truth", "comprehend"])
def test_the_example_of_the_guide_is_read_under_both_names(tmp_path: Path, name: str | None) -> None:
    corpus = read(tmp_path, GUIDE, name)
    assert (corpus.format, corpus.faults) == (name or "ground-truth", ())
    assert corpus.examples[0].spans == (Span(0, 13, "ENGINEER", "Diego Ramirez"),)


@pytest.mark.parametrize("name", [None, "ground-truth"])
def test_the_jobs_of_a_chain_are_merged(tmp_path: Path, name: str | None) -> None:
    corpus = read(tmp_path, json_lines(CHAIN), name)
    assert (corpus.format, corpus.faults) == (name or "comprehend", ())
    assert [span.label for span in corpus.examples[0].spans] == ["COLOR", "CATEGORY"]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (
            PDF,
            "expected the text in source, found a reference to s3://bucket/folder/pdfs/source.pdf, "
            "and the labels of a PDF document in s3:",
        ),
        (
            {"source-ref": "s3://b/a.txt", **job("x", [])},
            "expected the text in source, found a reference to s3://b/a.txt",
        ),
        ({"source": "a", "x-metadata": FAILED}, "the job x failed: ClientError: expired"),
        ({**CHAIN, "x": {}, "x-metadata": FAILED}, "the job x failed: ClientError: expired"),
        (
            {"source": "a", "x": {"annotations": {}}, "x-metadata": {}},
            "the job x failed: it has no annotations.entities",
        ),
        ({"source": "a"}, "no job has labelled the text"),
        ({"source": "a", "topic": 0, "topic-metadata": CHAIN["topic-metadata"]}, "no job has labelled the text"),
        ({"source": 1, **job("x", [])}, "expected a string as text, found 1"),
        ({"source": "a", "x": {"annotations": {"entities": ["a"]}}}, "expected a span with integers as start and end"),
        ({"other": 1}, "expected a text as source"),
    ],
)
def test_a_line_without_text_or_labels_is_named(tmp_path: Path, record: object, message: str) -> None:
    corpus = read(tmp_path, GUIDE + json_lines(record))
    assert len(corpus.examples) == 1
    (fault,) = corpus.faults
    assert (fault.kind, fault.place) == ("record", f"{short(tmp_path / 'output.manifest')}:2")
    assert message in fault.detail


def test_a_manifest_of_documents_is_recognised_and_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no examples when read as comprehend: .* the first: .* PDF"):
        read(tmp_path, json_lines(PDF, PDF))


def test_offsets_behind_an_emoji_count_code_points(tmp_path: Path) -> None:
    red = [Span(1, 4, "COLOR", "Red")]
    corpus = read(tmp_path, json_lines({"source": "💩Red mug", **job("ner", red)}))
    assert (corpus.faults, corpus.examples[0].spans) == ((), tuple(red))
