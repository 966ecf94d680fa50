"""Folders and single files in splits."""

import random
from pathlib import Path

import pytest

from tests.unit.training.corpora.writers import gmb, json_lines
from training.corpora import Example, read_dataset
from training.corpora.dataset import SPLIT_STEMS
from training.errors import CorpusError

LINE = json_lines({"text": "red hat"})
ROWS = b"red B-X\nhat O\n"
STEMS = [(stem, split) for split, stems in SPLIT_STEMS.items() for stem in stems]


@pytest.mark.parametrize(("stem", "split"), STEMS)
def test_a_split_is_found_by_each_of_its_names(tmp_path: Path, stem: str, split: str) -> None:
    (tmp_path / "train.jsonl").write_bytes(LINE)
    (tmp_path / f"{stem.upper() if split != 'train' else stem}.{'conll' if split != 'train' else 'jsonl'}").write_bytes(
        ROWS if split != "train" else LINE
    )
    if stem == "training":
        (tmp_path / "train.jsonl").unlink()
    assert list(read_dataset(tmp_path).splits) == ["train"] if split == "train" else ["train", split]


def test_each_split_has_its_own_format_and_source(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Read me.")
    (tmp_path / "valid.conll").write_bytes(ROWS)
    (tmp_path / "train.jsonl").write_bytes(LINE)
    dataset = read_dataset(tmp_path)
    assert dataset.source == str(tmp_path)
    assert [(each.format, each.source) for each in dataset.splits.values()] == [
        ("jsonl", str(tmp_path / "train.jsonl")),
        ("conll", str(tmp_path / "valid.conll")),
    ]


def test_the_files_of_conll_2003_are_found(tmp_path: Path) -> None:
    for name in ("eng.train", "eng.testa", "eng.testb"):
        (tmp_path / name).write_bytes(ROWS)
    assert list(read_dataset(tmp_path).splits) == ["train", "validation", "test"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (["train.jsonl", "training.json"], r"expected one file for train, found train\.jsonl and training\.json"),
        (
            ["train.jsonl", "dev.jsonl", "val.jsonl"],
            r"expected one file for validation, found dev\.jsonl and val\.jsonl",
        ),
        (["test.jsonl", "notes.txt"], r"expected train\.\* or training\.\*, found notes\.txt, test\.jsonl"),
        ([], "found no file"),
    ],
)
def test_a_folder_without_clear_splits_is_refused(tmp_path: Path, files: list[str], message: str) -> None:
    for name in files:
        (tmp_path / name).write_bytes(LINE)
    with pytest.raises(CorpusError, match=message):
        read_dataset(tmp_path)


def test_a_single_file_is_split_by_its_texts(tmp_path: Path) -> None:
    records = [{"text": f"text {n % 800}"} for n in range(1000)]
    (tmp_path / "a.jsonl").write_bytes(json_lines(*records))
    splits = read_dataset(tmp_path / "a.jsonl").splits
    texts = {name: {each.text for each in corpus.examples} for name, corpus in splits.items()}
    assert list(texts) == ["train", "validation", "test"]
    assert sum(len(corpus.examples) for corpus in splits.values()) == 1000
    assert len(set.union(*texts.values())) == sum(map(len, texts.values())) == 800
    assert 600 < len(texts["train"]) < 680
    assert 50 < len(texts["validation"]) < 110
    random.Random(3).shuffle(records)
    (tmp_path / "a.jsonl").write_bytes(json_lines(*records[:900]))
    for name, corpus in read_dataset(tmp_path / "a.jsonl").splits.items():
        assert {each.text for each in corpus.examples} <= texts[name]


def test_faults_stay_with_their_example_else_with_the_training_texts(tmp_path: Path) -> None:
    records = [{"text": f"text {n}", "spans": [{"start": 0, "end": 99, "label": "X"}]} for n in range(100)]
    (tmp_path / "a.jsonl").write_bytes(json_lines(*records, {"text": ""}))
    splits = read_dataset(tmp_path / "a.jsonl").splits
    extra = {"train": 1}
    for name, corpus in splits.items():
        assert len(corpus.faults) == len(corpus.examples) + extra.get(name, 0)


def test_a_file_too_small_to_have_a_text_for_training_is_refused(tmp_path: Path) -> None:
    for n in range(50):
        (tmp_path / "a.jsonl").write_bytes(json_lines({"text": f"text {n}"}))
        try:
            assert list(read_dataset(tmp_path / "a.jsonl").splits) == ["train"]
        except CorpusError as error:
            assert "none of its 1 texts falls to training" in str(error)  # noqa: PT017
            return
    pytest.fail("no text fell to validation or test")


@pytest.mark.large
@pytest.mark.parametrize(("count", "whole"), [(47_001, True), (46_999, False)])
def test_the_sample_csv_has_its_own_split_only_when_whole(tmp_path: Path, count: int, whole: bool) -> None:
    (tmp_path / "ner.csv").write_bytes(gmb(Example("", f"word{n}", ()) for n in range(count)))
    splits = read_dataset(tmp_path / "ner.csv").splits
    sizes = [len(corpus.examples) for corpus in splits.values()]
    assert sum(sizes) == count
    assert (sizes == [45_000, 2_000, 1]) is whole
    if whole:
        assert [corpus.examples[0].text for corpus in splits.values()] == ["word0", "word45000", "word47000"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file"):
        read_dataset(tmp_path / "none")
