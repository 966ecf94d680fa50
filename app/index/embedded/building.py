"""Builds the index from the whole record."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np

from app.domain.relevance.words import Analyzer
from app.graph.store import GraphStore
from app.index.embedded.arrays import EMPTY
from app.index.embedded.contents import Content, content_of, row_of, value_of
from app.index.embedded.merging import merge
from app.index.embedded.segments import Segment, View, build
from app.index.embedded.snapshots import Sizes, Snapshots
from app.index.embedded.vocabulary import Vocabulary

# So many items become a segment before the segments are joined.
_PART = 20_000

# Called with the number of further items that were read.
Progress = Callable[[int], None]


def build_all(store: GraphStore, analyzer: Analyzer, progress: Progress, sizes: Sizes) -> Snapshots:
    """Reads all items, and returns the index of them."""
    vocabulary = Vocabulary()
    with store.snapshot() as graph:
        for value in graph.values():
            vocabulary.add(value)
        contents = (content_of(item, analyzer) for item in graph.items())
        segments = list(_segments(contents, vocabulary, progress))
    if len(segments) > 1:
        segments = [merge(vocabulary, [View(each, EMPTY) for each in segments])[0]]
    for segment in segments:
        np.add.at(vocabulary.counts.now, segment.values, 1)
    return Snapshots(vocabulary, segments, sizes)


def _segments(contents: Iterator[Content], vocabulary: Vocabulary, progress: Progress) -> Iterator[Segment]:
    while part := list(islice(contents, _PART)):
        _learn(part, vocabulary)
        yield build(vocabulary, [row_of(content, vocabulary) for content in part])
        progress(len(part))


def _learn(contents: Sequence[Content], vocabulary: Vocabulary) -> None:
    """Adds values that were written after the values were read, where a store cannot hold one moment."""
    for content in contents:
        for prop in content.properties:
            if vocabulary.find(prop.name, prop.value) < 0:
                vocabulary.add(value_of(prop))
