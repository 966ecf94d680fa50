"""Compares two indexes of the same graph, and names what differs."""

from collections.abc import Iterator
from zlib import crc32

import numpy as np

from app.index.embedded.storage.arrays import Array
from app.index.embedded.storage.merging import merge
from app.index.embedded.storage.segments import Segment
from app.index.embedded.storage.vocabulary import Vocabulary
from app.index.embedded.upkeep.snapshots import Snapshots

# Spreads the bits of checksums (Knuth's multiplier), so that sums of them differ.
_SPREAD = np.uint64(6364136223846793005)


def differences(index: Snapshots, other: Snapshots) -> Iterator[str]:
    """Yields a sentence for each item, and for each value, that is not the same in both."""
    yield from _items(*(_sums(each) for each in (index, other)))
    yield from _values(*(_facts(each.vocabulary) for each in (index, other)))


def _items(index: dict[str, int], other: dict[str, int]) -> Iterator[str]:
    for item_id in sorted(index.keys() | other.keys()):
        if item_id not in index:
            yield f"item {item_id!r} is missing"
        elif item_id not in other:
            yield f"item {item_id!r} is not in the graph"
        elif index[item_id] != other[item_id]:
            yield f"item {item_id!r} has other words, values or times"


def _values(index: dict[tuple[str, str], object], other: dict[tuple[str, str], object]) -> Iterator[str]:
    for key in sorted(index.keys() | other.keys()):
        if index.get(key) != other.get(key):
            yield f"value {':'.join(key)!r} is {index.get(key)}; expected {other.get(key)}"


def _facts(vocabulary: Vocabulary) -> dict[tuple[str, str], object]:
    """Returns display, number, upper end, unit and number of items of each value that items have."""
    units = list(vocabulary.units)
    columns = zip(
        vocabulary.displays,
        vocabulary.low.now.tolist(),
        vocabulary.high.now.tolist(),
        vocabulary.unit.now.tolist(),
        vocabulary.counts.now.tolist(),
        strict=True,
    )
    return {
        vocabulary.text(number): (display, str(low), str(high), units[unit], count)
        for number, (display, low, high, unit, count) in enumerate(columns)
        if count
    }


def _sums(index: Snapshots) -> dict[str, int]:
    """Returns a checksum of each item: of its title, time, values, and words with their impacts."""
    segment, _ = merge(index.vocabulary, index.views)
    with np.errstate(over="ignore"):
        total = _own(segment) + _of_values(segment, index.vocabulary) + _of_words(segment, index.vocabulary)
    return dict(zip(segment.ids, total.tolist(), strict=True))


def _own(segment: Segment) -> Array:
    titles = np.array([crc32(title) for title in segment.titles.all_coded()], np.uint64)
    return titles * _SPREAD + segment.updated.astype(np.uint64)


def _of_values(segment: Segment, vocabulary: Vocabulary) -> Array:
    keys = [crc32("\0".join(vocabulary.text(number)).encode()) for number in range(len(vocabulary))]
    spread = np.array(keys, np.uint64) * _SPREAD
    numbers, items = segment.value_items.pairs()
    return _added(len(segment), items, spread[numbers])


def _of_words(segment: Segment, vocabulary: Vocabulary) -> Array:
    spread = np.array([crc32(word.encode()) for word in vocabulary.words], np.uint64) * _SPREAD
    numbers, items = segment.word_items.pairs()
    return _added(len(segment), items, spread[numbers] * (segment.word_items.impacts.astype(np.uint64) + np.uint64(1)))


def _added(count: int, items: Array, parts: Array) -> Array:
    total = np.zeros(count, np.uint64)
    np.add.at(total, items, parts)
    return total
