"""Builds the index from the whole record."""

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from app.domain.items import Content
from app.domain.relevance.words import Analyzer
from app.graph.store import GraphStore
from app.index.embedded.storage.arrays import EMPTY
from app.index.embedded.storage.merging import merge
from app.index.embedded.storage.segments import Segment, View, build
from app.index.embedded.storage.vocabulary import Vocabulary
from app.index.embedded.upkeep.limits import NO_LIMIT, Oversized
from app.index.embedded.upkeep.reading import LookUp, Reader
from app.index.embedded.upkeep.snapshots import Sizes, Snapshots

# So many items become a segment before the segments are joined.
_PART = 20_000

# Called with the number of further items that were read.
Progress = Callable[[int], None]


def build_all(
    store: GraphStore, analyzer: Analyzer, progress: Progress, sizes: Sizes, memory: int = NO_LIMIT
) -> Snapshots:
    """Reads all items, and returns the index of them. Raises Oversized once its parts take more bytes than `memory`."""
    vocabulary = Vocabulary()
    reader = Reader(vocabulary, analyzer)
    with store.snapshot() as graph:
        for value in graph.values():
            vocabulary.add(value)
        vocabulary.counts.now[:] = 1  # The record has them, so there is no need to look them up.
        segments = list(_segments(graph.contents(), reader, store.values, progress, memory))
    if len(segments) > 1:
        segments = [merge(vocabulary, [View(each, EMPTY) for each in segments])[0]]
    vocabulary.counts.now[:] = 0
    for segment in segments:
        np.add.at(vocabulary.counts.now, segment.values, 1)
    return Snapshots(reader, segments, sizes)


def _segments(
    contents: Iterator[Content], reader: Reader, look_up: LookUp, progress: Progress, memory: int
) -> Iterator[Segment]:
    items, size = 0, 0
    while part := list(islice(contents, _PART)):
        segment = build(reader.vocabulary, reader.read(part, look_up))
        items, size = items + len(segment), size + segment.size
        if size + reader.vocabulary.size > memory:
            raise Oversized(items, size + reader.vocabulary.size)
        yield segment
        progress(len(part))
