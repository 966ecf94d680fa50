"""Selects the labelled texts that a model is measured on."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import SettingsError

if TYPE_CHECKING:
    from training.corpora import Corpus, Dataset

_HELD_OUT = "validation"


def read_split(data: Path, split: str | None = None, format: str | None = None) -> tuple[str, "Corpus"]:  # noqa: A002
    """Returns the name and the texts of a split, by default `validation`.

    A folder has a file for each split. A single file is divided as training divides it, so that no text is scored that
    the model was trained on. A file named after validation or test is that split as a whole. Raises SettingsError with
    the names of the splits when the split does not exist.
    """
    from training.corpora import read_corpus, read_dataset
    from training.corpora.dataset import split_of_name

    own = split_of_name(data.name) if data.is_file() else None
    if own not in (None, "train"):
        if split not in (None, own):
            raise SettingsError(f"{data}: no split {split!r}; the name says that all of it is {own}")
        return own, read_corpus(data, format)
    return _of(data, read_dataset(data, format), split or _HELD_OUT)


def _of(data: Path, dataset: "Dataset", split: str) -> tuple[str, "Corpus"]:
    if split not in dataset.splits:
        raise SettingsError(f"{data}: no split {split!r}; expected one of {', '.join(dataset.splits)}")
    return split, dataset.splits[split]
