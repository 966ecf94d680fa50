"""A folder of split files, or one file in splits."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from training.corpora.building import Entry
from training.corpora.example import Dataset
from training.corpora.reading import corpus_of, read_corpus, read_entries
from training.errors import CorpusError

# The stems of split files. The files of CoNLL-2003 have them as suffix: eng.train, eng.testa, eng.testb.
SPLIT_STEMS: dict[str, tuple[str, ...]] = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev", "testa"),
    "test": ("test", "testb", "eval"),
}
# Sentences of the AWS sample's training and validation data; the rest is its test data.
GMB_TRAIN, GMB_VALIDATION = 45_000, 2_000
# Tenths of the texts of a file without splits.
_TENTHS = ("train",) * 8 + ("validation", "test")


def read_dataset(path: Path, format: str | None = None) -> Dataset:  # noqa: A002
    """The splits of a folder by the names of its files, or of a file by rule.

    A file of the Groningen Meaning Bank of full size is split as in the AWS sample; any other by a hash of the text,
    80/10/10, so that a text never stands in two splits and the order does not matter. Raises CorpusError as
    `read_corpus`, for a folder with no training file or with two files for one split, and for a file too small to
    have a text for training.
    """
    if path.is_dir():
        files = split_files(path)
        return Dataset(str(path), {split: read_corpus(file, format) for split, file in files.items()})
    name, entries = read_entries(path, format)
    whole = name == "gmb" and len(entries) >= GMB_TRAIN + GMB_VALIDATION
    parts = _split_in_order(entries) if whole else _split_by_hash(entries)
    splits = {split: corpus_of(path, name, part) for split, part in parts.items()}
    filled = {split: corpus for split, corpus in splits.items() if corpus.examples}
    if "train" not in filled:
        count = sum(len(corpus.examples) for corpus in filled.values())
        raise CorpusError(f"{path}: none of its {count} texts falls to training; give a folder with a file train")
    return Dataset(str(path), filled)


def split_files(folder: Path) -> dict[str, Path]:
    """The file of each split. Raises CorpusError for a folder with no training file or with two for one split."""
    splits: dict[str, Path] = {}
    files = [file for file in sorted(folder.iterdir()) if file.is_file()]
    for split in SPLIT_STEMS:
        fitting = [file for file in files if split_of_name(file.name) == split]
        if len(fitting) > 1:
            raise CorpusError(f"{folder}: {' and '.join(each.name for each in fitting)} are both for {split}")
        if fitting:
            splits[split] = fitting[0]
    if "train" not in splits:
        expected = " or ".join(f"{stem}.*" for stem in SPLIT_STEMS["train"])
        found = ", ".join(file.name for file in files) or "no file"
        raise CorpusError(f"{folder}: expected {expected}, found {found}")
    return splits


def split_of_name(name: str) -> str | None:
    """The split that a file is for, by its name."""
    path = Path(name)
    names = (path.stem.lower(), path.suffix.lower().removeprefix("."))
    return next((split for each in names for split, stems in SPLIT_STEMS.items() if each in stems), None)


def _split_in_order(entries: Sequence[Entry]) -> dict[str, Sequence[Entry]]:
    first, second = GMB_TRAIN, GMB_TRAIN + GMB_VALIDATION
    return {"train": entries[:first], "validation": entries[first:second], "test": entries[second:]}


def _split_by_hash(entries: Sequence[Entry]) -> dict[str, Sequence[Entry]]:
    """An entry without an example goes to training, so that its faults are told once."""
    parts: dict[str, list[Entry]] = {split: [] for split in SPLIT_STEMS}
    for entry in entries:
        parts[_split_of(entry.example.text) if entry.example else "train"].append(entry)
    return dict(parts)


def _split_of(text: str) -> str:
    return _TENTHS[int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) % len(_TENTHS)]
