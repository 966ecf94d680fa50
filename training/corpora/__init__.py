"""Reads labelled texts from the files of many tools into one form: a single file, or a folder with its splits."""

from training.corpora.dataset import read_dataset
from training.corpora.example import Corpus, CorpusFault, Dataset, Example, labels_of
from training.corpora.reading import FORMATS, read_corpus, short

__all__ = [
    "FORMATS",
    "Corpus",
    "CorpusFault",
    "Dataset",
    "Example",
    "labels_of",
    "read_corpus",
    "read_dataset",
    "short",
]
