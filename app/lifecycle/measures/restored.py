"""Measures how many given values a model restores from the texts of items alone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.catalog.writing import to_mentions
from app.domain.items import Property
from app.domain.mentions import Texts
from app.domain.properties import to_properties
from app.domain.standard import Standardizer
from app.errors import SettingsError
from app.extraction.extractor import Extractor
from app.lifecycle.labels.samples import Sample
from app.lifecycle.labels.writing import HELD

_ITEMS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Restored:
    """The values of one property: `given` by owners, `found` by the model in the same items, and `right` ones."""

    name: str
    given: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.given if self.given else 0.0


def read_held(data: Path, standardizer: Standardizer) -> list[Sample]:
    """Reads the items that `itemgraph bootstrap` held back; none if it did not make this data set.

    Raises SettingsError for a line that is no item.
    """
    file, found = data / HELD, list[Sample]()
    if not file.is_file():
        return found
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            record: dict[str, Any] = json.loads(line)
            found.append(Sample.of(record, standardizer))
        except (ValueError, AttributeError, TypeError) as error:
            raise SettingsError(f"{file}:{number}: expected an item as JSON: {error}") from error
    return found


def properties_given(samples: Iterable[Sample]) -> list[str]:
    """Returns the names of all properties that some item was given."""
    return sorted({name for sample in samples for name in sample.given})


def count_restored(
    samples: Sequence[Sample], names: Sequence[str], extractor: Extractor, standardizer: Standardizer
) -> NDArray[np.int64]:
    """Counts the values that are right, found, and given: int64 [items, names, 3].

    A property counts only for the items that were given it. A found value is right if it is a given one, or a broader
    or narrower one. Several right values count no more than what was given.
    """
    counts = np.zeros((len(samples), len(names), 3), dtype=np.int64)
    for begin in range(0, len(samples), _ITEMS_AT_ONCE):
        part = samples[begin : begin + _ITEMS_AT_ONCE]
        for number, read in enumerate(_read(part, extractor, standardizer), begin):
            given = samples[number].values(standardizer)
            for column, name in enumerate(names):
                wanted = {value: each.broader for (own, value), each in given.items() if own == name}
                if wanted:
                    found = [prop for prop in read if prop.name == name and prop.narrower is None]
                    right = {value for value in wanted if _is_there(value, wanted[value], found, read, name)}
                    false = [each for each in found if not _is_right(each, wanted, read)]
                    counts[number, column] = len(right), len(right) + len(false), len(wanted)
    return counts


def restored(
    samples: Sequence[Sample], names: Sequence[str], extractor: Extractor, standardizer: Standardizer
) -> list[Restored]:
    """Returns the sums of `count_restored` for each property."""
    sums = count_restored(samples, names, extractor, standardizer).sum(axis=0)
    return [Restored(name, int(row[2]), int(row[1]), int(row[0])) for name, row in zip(names, sums, strict=True)]


def _is_there(
    value: str, broader: Sequence[str], found: Sequence[Property], read: Sequence[Property], name: str
) -> bool:
    """Whether a given value is found, or is implied by a found one, or implies it."""
    implied = {prop.value for prop in read if prop.name == name}
    return value in implied or any(each.value in broader for each in found)


def _is_right(prop: Property, wanted: Mapping[str, Sequence[str]], read: Sequence[Property]) -> bool:
    above = {each.value for each in read if each.name == prop.name and each.narrower == prop.value}
    return any(prop.value in (value, *broader) or value in above for value, broader in wanted.items())


def _read(samples: Sequence[Sample], extractor: Extractor, standardizer: Standardizer) -> list[tuple[Property, ...]]:
    found = iter(extractor.extract([text for sample in samples for text in sample.texts.values()]))
    now = datetime.now(UTC)
    read = []
    for sample in samples:
        mentions = [each for field in sample.texts for each in to_mentions(field, next(found).spans)]
        texts: Texts = {"title": sample.texts.get("title", ""), "text": sample.texts.get("text", "")}
        read.append(to_properties((), mentions, standardizer, None, now, texts)[0])
    return read
