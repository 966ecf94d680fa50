"""Joins segments to one."""

from collections.abc import Sequence

import numpy as np

from app.index.embedded.storage.arrays import Array, Texts, concatenated, spans
from app.index.embedded.storage.postings import Postings
from app.index.embedded.storage.segments import Segment, View, assemble, offsets_of
from app.index.embedded.storage.vocabulary import Vocabulary


def merge(vocabulary: Vocabulary, views: Sequence[View]) -> tuple[Segment, list[Array]]:
    """Returns a segment of the living items, and for each view the new ordinal of every old one; -1 for a dead one."""
    kept = [np.flatnonzero(_living(view)) for view in views]
    parts = [(view.segment, own) for view, own in zip(views, kept, strict=True)]
    order, places = _order(views, kept)
    ids = _joined([(segment.ids, own) for segment, own in parts], order)
    titles = _joined([(segment.titles, own) for segment, own in parts], order)
    updated = concatenated([segment.updated[own] for segment, own in parts])
    lengths = concatenated([np.diff(segment.offsets)[own] for segment, own in parts])
    values = concatenated([segment.values_of_all(own) for segment, own in parts])
    starts = offsets_of(lengths)
    segment = assemble(
        vocabulary,
        ids,
        titles,
        updated[order],
        offsets_of(lengths[order]),
        values[spans(starts[:-1][order], starts[1:][order])],
        _merge_words(views, places),
    )
    return segment, places


def _living(view: View) -> Array:
    """Tells of every item of the segment whether it is there."""
    found = np.ones(len(view.segment), bool)
    found[view.dead] = False
    return found


def _order(views: Sequence[View], kept: Sequence[Array]) -> tuple[Array, list[Array]]:
    """Returns the order of the kept items by id, and where each old ordinal goes."""
    ids = [own for view, keep in zip(views, kept, strict=True) for own in _taken(view.segment.ids, keep)]
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    rank = np.zeros(len(ids), np.int32)
    rank[order] = np.arange(len(ids), dtype=np.int32)
    places, start = [], 0
    for view, keep in zip(views, kept, strict=True):
        place = np.full(len(view.segment), -1, np.int32)
        place[keep] = rank[start : start + len(keep)]
        places.append(place)
        start += len(keep)
    return order, places


def _taken(texts: Texts, keep: Array) -> list[bytes]:
    coded = texts.all_coded()
    return coded if len(keep) == len(coded) else [coded[at] for at in keep.tolist()]


def _joined(parts: Sequence[tuple[Texts, Array]], order: Array) -> Texts:
    """Returns the kept texts of all parts in the new order."""
    taken = [texts.take(keep) for texts, keep in parts]
    lengths = concatenated([np.diff(texts.offsets) for texts in taken])
    return Texts(concatenated([texts.data for texts in taken]).astype(np.uint8), offsets_of(lengths)).take(order)


def _merge_words(views: Sequence[View], places: Sequence[Array]) -> Postings:
    keys, items, impacts = [], [], []
    for view, place in zip(views, places, strict=True):
        words = view.segment.word_items
        of_key, old = words.pairs()
        new = place[old]
        stays = new >= 0
        keys.append(of_key[stays])
        items.append(new[stays])
        impacts.append(words.impacts[stays])
    return Postings.of(concatenated(keys), concatenated(items), concatenated(impacts))
