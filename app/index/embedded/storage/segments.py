"""Segments: items that never change, in the order of their ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.index.embedded.storage.arrays import Array, Texts, concatenated, spans
from app.index.embedded.storage.columns import Column
from app.index.embedded.storage.ids import Checksums
from app.index.embedded.storage.postings import Postings, is_in
from app.index.embedded.storage.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Row:
    """What the index keeps of an item: numbers of values, and of the keys of words with their impacts.

    `updated`: microseconds since 1970. `values`: int32, ascending. `keys`: int32. `impacts`: uint8.
    """

    id: str
    title: str
    updated: int
    values: Array
    keys: Array
    impacts: Array


@dataclass(frozen=True)
class Segment:
    """Items by ordinal, in ascending order of id, so that the ordinal breaks ties.

    `updated`: int64. `offsets` (int64) and `values` (int32): the values of every item. `value_items` and `word_items`
    have the items of every value and of every key of a word. `columns` are by the number of their name.
    """

    ids: Texts
    checksums: Checksums
    titles: Texts
    updated: Array
    offsets: Array
    values: Array
    value_items: Postings
    word_items: Postings
    columns: Mapping[int, Column]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def size(self) -> int:
        """The bytes of the arrays."""
        return sum(each.nbytes for each in self.arrays().values())

    def arrays(self) -> dict[str, Array]:
        """Returns every array of the segment by a name."""
        found = {"updated": self.updated, "offsets": self.offsets, "values": self.values}
        found |= {"checksums": self.checksums.sums, "checksums_of": self.checksums.ordinals}
        for name, texts in (("ids", self.ids), ("titles", self.titles)):
            found |= {name: texts.data, f"{name}_offsets": texts.offsets}
        for name, postings in (("values", self.value_items), ("words", self.word_items)):
            found |= {f"{name}_keys": postings.keys, f"{name}_ends": postings.offsets}
            found |= {f"{name}_items": postings.items, f"{name}_impacts": postings.impacts}
        for number, column in self.columns.items():
            found |= {f"column{number}": column.first, f"column{number}_items": column.more_items}
            found |= {f"column{number}_codes": column.more_codes}
        return found

    def values_of(self, ordinal: int) -> Array:
        return self.values[self.offsets[ordinal] : self.offsets[ordinal + 1]]

    def values_of_all(self, ordinals: Array) -> Array:
        """Returns the values of several items, one item's after the other."""
        return self.values[spans(self.offsets[ordinals], self.offsets[ordinals + 1])]

    @cached_property
    def title_order(self) -> tuple[Array, Array]:
        """Returns the ordinals in the order of titles, and every item's rank. Equal titles have one rank."""
        titles = self.titles.all_coded()
        order = np.array(sorted(range(len(titles)), key=titles.__getitem__), np.int32)
        ranks = np.zeros(len(titles), np.int32)
        rank, before = -1, None
        for ordinal in order.tolist():
            rank += titles[ordinal] != before
            before = titles[ordinal]
            ranks[ordinal] = rank
        return order, ranks


@dataclass(frozen=True)
class View:
    """A segment as one moment sees it. `dead`: the ordinals, ascending, of the items that were replaced or deleted."""

    segment: Segment
    dead: Array

    @property
    def living(self) -> int:
        return len(self.segment) - len(self.dead)

    def alive(self, ordinals: Array) -> Array:
        """Tells of every ordinal whether its item is there."""
        return ~is_in(ordinals, self.dead)

    def counts(self, postings: Postings, keys: Array) -> Array:
        """Returns how many items have each of these keys."""
        if not len(self.dead):
            return postings.sizes(keys)
        items, lengths = postings.of_keys(keys)
        there = np.repeat(np.arange(len(keys)), lengths)[self.alive(items)]
        return np.bincount(there, minlength=len(keys))

    def find(self, item_id: str) -> int:
        """Returns the ordinal of an item; -1 if it is not there."""
        at = self.segment.ids.find(item_id)
        return -1 if at >= 0 and is_in(np.array([at]), self.dead)[0] else at

    def find_all(self, item_ids: Sequence[str]) -> Array:
        """Returns the ordinals, ascending, of those items that are there."""
        found = np.unique(np.array(self.segment.checksums.find(self.segment.ids, item_ids), np.int32))
        return found[self.alive(found)]

    def without(self, ordinals: Array) -> "View":
        """Returns the view without these items, which are there."""
        return View(self.segment, np.union1d(self.dead, ordinals).astype(np.int32)) if len(ordinals) else self


def build(vocabulary: Vocabulary, rows: Sequence[Row]) -> Segment:
    """Returns the segment of these rows. Their ids must be distinct."""
    rows = sorted(rows, key=lambda row: row.id)
    values, keys = [row.values for row in rows], [row.keys for row in rows]
    items = np.arange(len(rows), dtype=np.int32)
    return assemble(
        vocabulary,
        Texts.of(row.id for row in rows),
        Texts.of(row.title for row in rows),
        np.array([row.updated for row in rows], np.int64),
        offsets_of([len(each) for each in values]),
        concatenated(values),
        Postings.of(
            concatenated(keys),
            np.repeat(items, [len(each) for each in keys]),
            concatenated([row.impacts for row in rows]),
        ),
    )


def assemble(
    vocabulary: Vocabulary,
    ids: Texts,
    titles: Texts,
    updated: Array,
    offsets: Array,
    values: Array,
    word_items: Postings,
) -> Segment:
    """Returns a segment with what follows from the values of its items: their postings and columns."""
    items = np.repeat(np.arange(len(ids), dtype=np.int32), np.diff(offsets))
    columns = columns_of(vocabulary, items, values, len(ids))
    value_items = Postings.of(values, items)
    return Segment(ids, Checksums.of(ids), titles, updated, offsets, values, value_items, word_items, columns)


def columns_of(vocabulary: Vocabulary, items: Array, values: Array, count: int) -> dict[int, Column]:
    names, codes = vocabulary.name_of.now[values], vocabulary.code_of.now[values]
    order = np.argsort(names, kind="stable")
    ends = np.cumsum(np.bincount(names, minlength=len(vocabulary.by_number))).tolist() if len(names) else []
    columns: dict[int, Column] = {}
    start = 0
    for number, end in enumerate(ends):
        if end > start:
            own = order[start:end]
            most = len(vocabulary.by_number[number].values) - 1
            columns[number] = Column.of(items[own], codes[own], count, most)
        start = end
    return columns


def offsets_of(lengths: Sequence[int] | Array) -> Array:
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets
