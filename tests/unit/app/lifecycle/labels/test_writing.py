"""Labelled texts as a data set."""

import json
from pathlib import Path

from app.domain.standard import default_standardizer
from app.lifecycle.labels.bootstrap import Bootstrap
from app.lifecycle.labels.report import Needs
from app.lifecycle.labels.samples import Sample
from app.lifecycle.labels.writing import split_of, write_labels
from app.lifecycle.measures.restored import read_held
from training.corpora import read_dataset

RULES = default_standardizer()
ITEMS = [
    {"id": f"sku-{n}", "title": f"{color} shirt {n}", "text": "Fits well.", "properties": {"color": color}}
    for n in range(200)
    for color in ("Red", "Blue")
]


def test_a_training_reads_what_is_written(tmp_path: Path) -> None:
    labelled = Bootstrap([Sample.of(item, RULES) for item in ITEMS], RULES, needs=Needs(values=1)).label()
    counts = write_labels(tmp_path, labelled, ITEMS)
    dataset = read_dataset(tmp_path)
    assert {split: len(corpus.examples) for split, corpus in dataset.splits.items()} == counts
    assert all(count > 20 for count in counts.values())
    assert not [fault for corpus in dataset.splits.values() for fault in corpus.faults]
    example = next(each for each in dataset.splits["train"].examples if each.text.startswith("Red"))
    assert [(span.text, span.label) for span in example.spans] == [("Red", "COLOR")]


def test_items_outside_training_are_kept_with_what_was_given(tmp_path: Path) -> None:
    labelled = Bootstrap([Sample.of(item, RULES) for item in ITEMS], RULES, needs=Needs(values=1)).label()
    write_labels(tmp_path, labelled, ITEMS)
    held = read_held(tmp_path, RULES)
    assert {each.id for each in held} == {item["id"] for item in ITEMS if split_of(str(item["id"])) != "train"}
    trained = (json.loads(line)["id"] for line in (tmp_path / "train.jsonl").read_text().splitlines())
    assert not {each.split("/")[0] for each in trained} & {each.id for each in held}


def test_a_data_set_that_people_labelled_holds_no_items(tmp_path: Path) -> None:
    assert read_held(tmp_path, RULES) == []
