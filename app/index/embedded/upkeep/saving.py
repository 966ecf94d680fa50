"""The form of the index on disk: a segment, the vocabulary, and the state of the graph that they show."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.domain.changes import Mark
from app.domain.relevance.words import Analyzer
from app.index.embedded.storage.arrays import Array, Grown, Texts
from app.index.embedded.storage.columns import Column
from app.index.embedded.storage.ids import Checksums
from app.index.embedded.storage.merging import merge
from app.index.embedded.storage.packing import checksum, map_arrays, write_arrays
from app.index.embedded.storage.postings import Postings
from app.index.embedded.storage.segments import Segment, View
from app.index.embedded.storage.vocabulary import Name, Vocabulary, Words
from app.index.states import fingerprint, mark_from_plain, mark_to_plain

# Increase it with every change of the files.
FORMAT = 1
ARRAYS, WORDS, MANIFEST = "arrays.bin", "words.json", "manifest.json"
# Arrays of the vocabulary.
_COLUMNS = ("name_of", "code_of", "low", "high", "unit", "stem_of", "counts")


class UnusableBase(Exception):
    """A saved index that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Base:
    """A saved index: one segment, its vocabulary, and the mark of the graph that it shows."""

    vocabulary: Vocabulary
    segment: Segment
    mark: Mark


@dataclass(frozen=True, slots=True)
class Captured:
    """An index of one moment, to be saved while it changes: `arrays` and `texts` of its vocabulary are copies."""

    vocabulary: Vocabulary
    views: tuple[View, ...]
    mark: Mark
    arrays: dict[str, Array]
    texts: dict[str, Any]

    @classmethod
    def of(cls, vocabulary: Vocabulary, views: tuple[View, ...], mark: Mark) -> "Captured":
        return cls(vocabulary, views, mark, _vocabulary_arrays(vocabulary), _texts(vocabulary))


def write_base(folder: Path, captured: Captured, analyzer: Analyzer) -> None:
    """Writes a base into a folder, all of it on disk when the call returns. Raises OSError."""
    folder.mkdir(parents=True)
    segment, _ = merge(captured.vocabulary, captured.views)
    arrays = {f"segment.{name}": array for name, array in segment.arrays().items()}
    contents, arrays_sum = write_arrays(folder / ARRAYS, arrays | captured.arrays)
    words_sum = _write(folder / WORDS, captured.texts)
    manifest = {
        "format": FORMAT,
        "words": fingerprint(analyzer),
        "mark": mark_to_plain(captured.mark),
        "items": len(segment),
        "columns": sorted(segment.columns),
        "arrays": contents,
        "checksums": {ARRAYS: arrays_sum, WORDS: words_sum},
    }
    _write(folder / MANIFEST, manifest)
    sync(folder)


def read_base(folder: Path, analyzer: Analyzer) -> Base:
    """Maps a base. Raises UnusableBase if it is damaged, or was made by other rules."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if (manifest["format"], manifest["words"]) != (FORMAT, fingerprint(analyzer)):
            raise UnusableBase(f"{folder} was written by another version, or for another TEXT_LANGUAGE")
        for name, wanted in manifest["checksums"].items():
            if checksum(folder / name) != wanted:
                raise UnusableBase(f"{folder / name} is damaged")
        arrays = map_arrays(folder / ARRAYS, manifest["arrays"])
        texts = json.loads((folder / WORDS).read_bytes())
        segment = _segment(arrays, manifest["columns"])
        return Base(_vocabulary(arrays, texts), segment, mark_from_plain(manifest["mark"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableBase(f"{folder} cannot be read: {error}") from error


def sync(folder: Path) -> None:
    """Brings the names in a folder to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, value: Any) -> int:
    with path.open("wb") as file:
        file.write(json.dumps(value).encode())
        file.flush()
        os.fsync(file.fileno())
    return checksum(path)


def _segment(arrays: dict[str, Array], columns: Iterable[int]) -> Segment:
    own = {name.removeprefix("segment."): array for name, array in arrays.items()}

    def postings(name: str) -> Postings:
        return Postings(*(own[f"{name}_{part}"] for part in ("keys", "ends", "items", "impacts")))

    return Segment(
        Texts(own["ids"], own["ids_offsets"]),
        Checksums(own["checksums"], own["checksums_of"]),
        Texts(own["titles"], own["titles_offsets"]),
        own["updated"],
        own["offsets"],
        own["values"],
        postings("values"),
        postings("words"),
        {n: Column(own[f"column{n}"], own[f"column{n}_items"], own[f"column{n}_codes"]) for n in columns},
    )


def _vocabulary_arrays(vocabulary: Vocabulary) -> dict[str, Array]:
    found = {name: getattr(vocabulary, name).now.copy() for name in _COLUMNS}
    for name, words in (("value_words", vocabulary.value_words), ("display_words", vocabulary.display_words)):
        numbers = list(words.numbers.values())
        found[f"{name}_lengths"] = np.array([len(each) for each in numbers], np.int32)
        found[name] = np.array([number for each in numbers for number in each], np.int32)
    return {f"vocabulary.{name}": array for name, array in found.items()}


def _texts(vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "names": [name.text for name in vocabulary.by_number],
        "values": [name.values[1:] for name in vocabulary.by_number],
        "displays": list(vocabulary.displays),
        "units": list(vocabulary.units),
        "words": list(vocabulary.words),
        "value_words": list(vocabulary.value_words.numbers),
        "display_words": list(vocabulary.display_words.numbers),
    }


def _vocabulary(arrays: dict[str, Array], texts: dict[str, Any]) -> Vocabulary:
    own = {name.removeprefix("vocabulary."): array for name, array in arrays.items()}
    found = Vocabulary()
    found.displays = texts["displays"]
    found.units = {unit: number for number, unit in enumerate(texts["units"])}
    found.words = {word: number for number, word in enumerate(texts["words"])}
    for name in _COLUMNS:
        setattr(found, name, Grown(np.array(own[name])))  # A copy, because they change.
    for number, text in enumerate(texts["names"]):
        numbers = np.flatnonzero(own["name_of"] == number).astype(np.int32)
        found.add_name(Name(number, text, texts["values"][number], numbers))
    for name in ("value_words", "display_words"):
        setattr(found, name, Words(_lists(texts[name], own[name], own[f"{name}_lengths"])))
    return found


def _lists(words: list[str], numbers: Array, lengths: Array) -> dict[str, list[int]]:
    flat, ends = numbers.tolist(), np.cumsum(lengths)
    places = zip(words, (ends - lengths).tolist(), ends.tolist(), strict=True)
    return {word: flat[start:end] for word, start, end in places}
