"""Which labelled texts a model is judged by."""

from pathlib import Path

import pytest

from app.errors import SettingsError
from app.lifecycle.promotion.texts import read_split
from tests.stand_ins.labelled import examples, write
from training.corpora import read_dataset


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One file for all splits, with a hundred different texts."""
    records = examples(100)
    return write(tmp_path / "labels.jsonl", [{**each, "text": f"{each['text']} {n}"} for n, each in enumerate(records)])


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_one_file_is_split_as_training_splits_it(file: Path, split: str) -> None:
    name, corpus = read_split(file, split)
    assert (name, corpus) == (split, read_dataset(file).splits[split])
    assert 0 < len(corpus.examples) < 100


def test_the_held_out_texts_are_the_default(file: Path) -> None:
    assert read_split(file)[1] == read_dataset(file).splits["validation"]


def test_a_file_named_for_a_split_is_that_split(tmp_path: Path) -> None:
    file = write(tmp_path / "test.jsonl", examples(25))
    name, corpus = read_split(file)
    assert (name, len(corpus.examples)) == ("test", 25)
    with pytest.raises(SettingsError, match="no split 'validation'; the name says that all of it is test"):
        read_split(file, "validation")


def test_a_split_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(SettingsError, match="no split 'nonsense'; expected one of train, validation, test"):
        read_split(file, "nonsense")


def test_a_folder_has_a_file_for_each_split(data: Path) -> None:
    assert len(read_split(data)[1].examples) == 30
    assert len(read_split(data, "test")[1].examples) == 25
    with pytest.raises(SettingsError, match="no split 'dev'"):
        read_split(data, "dev")
