"""Reads a data set: a folder with a file for each split, or one file that is split by rule."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from training.corpora.building import Parsed
from training.corpora.example import Dataset
from training.corpora.reading import corpus_of, parse_file, read_corpus
from training.errors import CorpusError

# The stems of split files. CoNLL-2003 has them as suffixes: eng.train, eng.testa, eng.testb.
SPLIT_STEMS: dict[str, tuple[str, ...]] = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev", "testa"),
    "test": ("test", "testb", "eval"),
}
# The AWS sample trains on the first 45,000 sentences, validates on the next 2,000 and tests on the rest.
GMB_TRAIN, GMB_VALIDATION = 45_000, 2_000
# The split of each tenth of the texts, for a file without splits.
_TENTHS = ("train",) * 8 + ("validation", "test")


def read_dataset(path: Path, format: str | None = None) -> Dataset:  # noqa: A002
    """Reads a folder, whose file names say the splits, or one file, which is split by rule.

    The whole Groningen Meaning Bank is split in order, as in the AWS sample. Any other file is split 80/10/10 by a hash
    of the text: equal texts share a split, and the order of the file does not matter.

    Raises CorpusError as `read_corpus` does. It also raises it for a folder without a training file or with two files
    for one split, and for a file so small that no text falls to training.
    """
    if path.is_dir():
        files = split_files(path)
        return Dataset(str(path), {split: read_corpus(file, format) for split, file in files.items()})
    name, records = parse_file(path, format)
    whole = name == "gmb" and len(records) >= GMB_TRAIN + GMB_VALIDATION
    parts = _split_in_order(records) if whole else _split_by_hash(records)
    splits = {split: corpus_of(path, name, part) for split, part in parts.items()}
    filled = {split: corpus for split, corpus in splits.items() if corpus.examples}
    if "train" not in filled:
        count = sum(len(corpus.examples) for corpus in filled.values())
        raise CorpusError(f"{path}: none of its {count} texts falls to training; give a folder with a train file")
    return Dataset(str(path), filled)


def split_files(folder: Path) -> dict[str, Path]:
    """Returns the file of each split. Raises CorpusError without a training file, or with two files for one split."""
    splits: dict[str, Path] = {}
    files = [file for file in sorted(folder.iterdir()) if file.is_file()]
    for split in SPLIT_STEMS:
        fitting = [file for file in files if split_of_name(file.name) == split]
        if len(fitting) > 1:
            names = " and ".join(file.name for file in fitting)
            raise CorpusError(f"{folder}: expected one file for {split}, found {names}")
        if fitting:
            splits[split] = fitting[0]
    if "train" not in splits:
        expected = " or ".join(f"{stem}.*" for stem in SPLIT_STEMS["train"])
        found = ", ".join(file.name for file in files) or "no file"
        raise CorpusError(f"{folder}: expected {expected}, found {found}")
    return splits


def split_of_name(name: str) -> str | None:
    """Returns the split that a file name stands for, or None. The stem or the suffix says it."""
    path = Path(name)
    names = (path.stem.lower(), path.suffix.lower().removeprefix("."))
    return next((split for each in names for split, stems in SPLIT_STEMS.items() if each in stems), None)


def _split_in_order(records: Sequence[Parsed]) -> dict[str, Sequence[Parsed]]:
    first, second = GMB_TRAIN, GMB_TRAIN + GMB_VALIDATION
    return {"train": records[:first], "validation": records[first:second], "test": records[second:]}


def _split_by_hash(records: Sequence[Parsed]) -> dict[str, Sequence[Parsed]]:
    """Splits 80/10/10. A record without an example goes to training, so its faults are reported once."""
    parts: dict[str, list[Parsed]] = {split: [] for split in SPLIT_STEMS}
    for record in records:
        parts[_split_of(record.example.text) if record.example else "train"].append(record)
    return dict(parts)


def _split_of(text: str) -> str:
    return _TENTHS[int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) % len(_TENTHS)]
