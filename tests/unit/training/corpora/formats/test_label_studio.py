"""Label Studio's two exports."""

import json
from pathlib import Path
from typing import Any

import pytest

from training.corpora import Corpus, read_corpus, short
from training.errors import CorpusError


def region(start: object, end: object, text: str, *labels: str, **more: object) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": text, "labels": list(labels)}
    return {"id": "r", "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


def annotation(*result: dict[str, Any], cancelled: bool = False) -> dict[str, Any]:
    return {"id": 1, "result": list(result), "was_cancelled": cancelled, "ground_truth": False}


def task(data: dict[str, Any], *annotations: dict[str, Any]) -> dict[str, Any]:
    return {"id": 5, "data": data, "annotations": list(annotations), "predictions": []}


def read(folder: Path, *tasks: object) -> Corpus:
    (folder / "project.json").write_text(json.dumps(tasks, indent=1), "utf-8")
    return read_corpus(folder / "project.json")


def texts(corpus: Corpus) -> list[tuple[str, list[str]]]:
    return [(each.text, [f"{span.label} {span.text}" for span in each.spans]) for each in corpus.examples]


RED = region(0, 3, "red", "COLOR")
HAT = {"text": "red hat"}


def test_other_results_than_regions_are_left_out(tmp_path: Path) -> None:
    choice = {"from_name": "c", "to_name": "text", "type": "choices", "value": {"choices": ["good"]}}
    relation = {"from_id": "r", "to_id": "s", "type": "relation", "direction": "right"}
    corpus = read(tmp_path, task(HAT, annotation(RED, choice, relation)))
    assert (corpus.format, corpus.faults, texts(corpus)) == ("label-studio", (), [("red hat", ["COLOR red"])])
    assert (corpus.examples[0].id, corpus.examples[0].place) == ("5", f"{short(tmp_path / 'project.json')}: task 1")


# Issue 1347 of HumanSignal/label-studio, and the same with the offsets of today.
@pytest.mark.parametrize(("start", "end"), [(13, 23), (12, 22)])
def test_offsets_in_code_points_and_in_utf_16_are_told_by_the_quoted_text(tmp_path: Path, start: int, end: int) -> None:
    text = "💩This is an annotation."
    corpus = read(tmp_path, task({"text": text}, annotation(region(start, end, "annotation", "Annotation"))))
    assert (corpus.faults, texts(corpus)) == ((), [(text, ["Annotation annotation"])])


def test_all_regions_of_an_annotation_count_alike(tmp_path: Path) -> None:
    # In code points the first would fit too, at the second "a".
    two = annotation(region(2, 3, "a", "X"), region(5, 8, "hat", "Y"))
    corpus = read(tmp_path, task({"text": "👕aa hat"}, two))
    assert [[span.start for span in each.spans] for each in corpus.examples] == [[1, 4]]


@pytest.mark.parametrize("start", [1, 5, 40, -3])
def test_a_quoted_text_that_is_found_neither_way_is_a_fault(tmp_path: Path, start: int) -> None:
    corpus = read(tmp_path, task({"text": "💩 red hat"}, annotation(region(start, start + 3, "cap", "X"))))
    assert texts(corpus) == [("💩 red hat", [])]
    assert [fault.kind for fault in corpus.faults] == ["text" if 0 < start < 40 else "outside"]


@pytest.mark.parametrize(
    ("data", "to_name", "text"),
    [
        ({"id": 3, "review": "red hat"}, "text", "red hat"),
        ({"title": "blue", "text": "red hat"}, "label", "red hat"),
        ({"title": "red hat", "text": "blue"}, "title", "red hat"),
    ],
)
def test_the_text_is_found(tmp_path: Path, data: dict[str, Any], to_name: str, text: str) -> None:
    assert texts(read(tmp_path, task(data, annotation({**RED, "to_name": to_name})))) == [(text, ["COLOR red"])]


@pytest.mark.parametrize(
    ("data", "to_name", "text"),
    [
        ({"sentence": "red hat", "sku": "A1", "url": "http://x.example"}, "text", "red hat"),
        ({"sku": "A1", "name": "A red hat", "body": "red hat"}, "ner", "red hat"),
        ({"title": "blue cap", "text": "cap", "description": "red hat"}, "document", "red hat"),
        ({"title": "blue cap", "review": "red hat"}, "title", "red hat"),
    ],
)
def test_the_text_is_the_field_that_the_quotes_fit(
    tmp_path: Path, data: dict[str, Any], to_name: str, text: str
) -> None:
    assert texts(read(tmp_path, task(data, annotation({**RED, "to_name": to_name})))) == [(text, ["COLOR red"])]


def test_an_unclear_text_is_named(tmp_path: Path) -> None:
    two = annotation({**RED, "to_name": "a"}, {**RED, "to_name": "b"})
    corpus = read(
        tmp_path,
        task(HAT, annotation()),
        task({"a": "red", "b": "red"}, annotation(RED)),
        task({"a": "red", "b": "red"}, two),
        task({"audio": 1}, annotation()),
    )
    assert [fault.place.rpartition(" ")[2] for fault in corpus.faults] == ["2", "3", "4"]
    assert "expected `text`, a single string" in corpus.faults[0].detail


def test_hypertext_has_its_offsets_in_the_whole_text(tmp_path: Path) -> None:
    offsets = {"start": 4, "end": 7}
    value = {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 0, "endOffset": 3}
    found = {"type": "hypertextlabels", "to_name": "html", "value": {**value, "hypertextlabels": ["X"], "text": "hat"}}
    corpus = read(
        tmp_path,
        task(HAT, annotation({**found, "value": {**found["value"], "globalOffsets": offsets}})),  # type: ignore[dict-item]
        task(HAT, annotation(found)),
    )
    assert texts(corpus) == [("red hat", ["X hat"])]
    assert "expected a span with integers as start and end" in corpus.faults[0].detail


def test_cancelled_annotations_are_skipped_and_unseen_tasks_named(tmp_path: Path) -> None:
    blue = annotation(region(0, 4, "blue", "COLOR"), cancelled=True)
    corpus = read(tmp_path, task(HAT, blue, annotation(RED)), task({"text": "skipped"}, blue), task({"text": "unseen"}))
    assert texts(corpus) == [("red hat", ["COLOR red"])]
    (fault,) = corpus.faults
    assert str(fault).endswith("project.json: task 3: the task has no annotations")


def test_of_several_annotations_the_first_is_taken_and_disagreement_named(tmp_path: Path) -> None:
    hat = region(4, 7, "hat", "CATEGORY")
    corpus = read(
        tmp_path,
        task(HAT, annotation(RED, hat), annotation(hat, RED)),
        task(HAT, annotation(RED), annotation(hat), annotation(RED)),
    )
    assert texts(corpus) == [("red hat", ["COLOR red", "CATEGORY hat"]), ("red hat", ["COLOR red"])]
    (fault,) = corpus.faults
    assert fault.detail == "1 of 3 annotations mark other spans than the first, which is kept"


def test_of_several_labels_of_a_region_the_first_is_kept(tmp_path: Path) -> None:
    corpus = read(tmp_path, task(HAT, annotation(region(0, 3, "red", "COLOR", "BRAND"))))
    assert texts(corpus) == [("red hat", ["COLOR red"])]
    (fault,) = corpus.faults
    assert (fault.kind, corpus.examples[0].unsure) == ("overlap", ((0, 3),))
    assert "BRAND 'red' at 0–3 overlaps COLOR" in fault.detail


def test_a_region_without_labels_is_a_fault(tmp_path: Path) -> None:
    corpus = read(tmp_path, task(HAT, annotation(region(0, 3, "red"))), task(HAT, annotation({**RED, "value": None})))
    assert [(fault.kind, fault.detail[:9]) for fault in corpus.faults] == [
        ("record", "span 'red"),
        ("record", "expected "),
    ]


def test_an_export_from_before_1_0_is_read(tmp_path: Path) -> None:
    old = {"id": 5, "data": HAT, "completions": [annotation(RED)]}
    assert texts(read(tmp_path, old)) == [("red hat", ["COLOR red"])]


def test_json_min_is_read(tmp_path: Path) -> None:
    added = {
        "id": 1,
        "annotator": "a@a.net",
        "annotation_id": 2,
        "created_at": "2021-08-23T12:19:18Z",
        "lead_time": 8.4,
    }
    value = {"start": 0, "end": 3, "text": "red", "labels": ["COLOR"]}
    corpus = read(
        tmp_path,
        {"review": "red hat", "label": [value], "sentiment": "good", **added, "text": "red hat"},
        {"review": "nothing", **added},
    )
    assert (corpus.format, corpus.faults) == ("label-studio", ())
    assert texts(corpus) == [("red hat", ["COLOR red"]), ("nothing", [])]


def test_an_array_that_is_cut_off_or_empty_is_refused(tmp_path: Path) -> None:
    whole = json.dumps([task(HAT, annotation(RED)), task(HAT)])
    for content, message in ((whole[:-9], "not a JSON array"), ("[]", "expected one of jsonl")):
        (tmp_path / "a.json").write_text(content)
        with pytest.raises(CorpusError, match=message):
            read_corpus(tmp_path / "a.json")
