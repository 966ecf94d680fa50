"""Which labelled texts a model is judged by."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import SettingsError

if TYPE_CHECKING:
    from training.corpora import Corpus, Dataset

_HELD_OUT = "validation"


def read_split(data: Path, split: str | None = None, format: str | None = None) -> tuple[str, "Corpus"]:  # noqa: A002
    """The name and the texts of a split; `validation` unless another one is asked for.

    One file is read as a whole. Raises SettingsError when a folder has no such split.
    """
    from training.corpora import read_corpus, read_dataset

    if data.is_file():
        return split or _HELD_OUT, read_corpus(data, format)
    return _of(data, read_dataset(data, format), split or _HELD_OUT)


def _of(data: Path, dataset: "Dataset", split: str) -> tuple[str, "Corpus"]:
    if split not in dataset.splits:
        raise SettingsError(f"{data}: no split {split!r}; there are {', '.join(dataset.splits)}")
    return split, dataset.splits[split]
