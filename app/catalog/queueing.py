"""Chooses the items whose labels would teach the model most."""

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Event

from app.catalog.leaving import until_gone
from app.domain.corrections.meanings import Meanings
from app.domain.items import Field, Item, Property
from app.domain.label_queue import Candidate, Queued, Reason, rank
from app.domain.labelled import Labelled
from app.domain.standard import Standardizer, fold, split_words, standardize_name
from app.extraction.doubts import Doubt, doubts_of
from app.extraction.extractor import Extractor
from app.graph.store import GraphStore
from model.spans import Span
from model.tagging import TaggedText

_RARE, _MISSED, _CONTRADICTED = 0.3, 0.7, 0.5
# A value is rare on up to so many of the items that were read.
_FEW = 2
_ITEMS_AT_ONCE = 64

SpanCounts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class ToLabel:
    """An item in the queue, why it is there, and its texts with the spans that the model proposes."""

    queued: Queued
    item: Item
    texts: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class LabelQueue:
    """The items to label next, the best first, chosen from `read` items."""

    items: tuple[ToLabel, ...]
    read: int


@dataclass(frozen=True, slots=True)
class _Read:
    """A text of an item as the model reads it."""

    field: Field
    text: str
    kept: tuple[Span, ...]
    doubts: tuple[Doubt, ...]


def queue_labels(
    store: GraphStore,
    extractor: Extractor,
    standardizer: Standardizer,
    limit: int,
    sample: int,
    draw: int = 0,
    gone: Event | None = None,
) -> LabelQueue:
    """Reads `sample` items that nobody has corrected, and returns the `limit` that are worth most labels.

    The items are drawn by a hash of their ids and of `draw`: another number draws others. Raises as
    `Extractor.extract`. It looks at every item of the graph, and reads the texts of the drawn ones.
    """
    items = [item for item in _drawn(store, sample, draw) if not item.corrections]
    reads = _read(items, extractor, gone)
    counts = span_counts(each.kept for texts in reads for each in texts)
    candidates = [
        Candidate(item.id, _words(texts), tuple(_reasons(item, texts, counts, standardizer)))
        for item, texts in until_gone(zip(items, reads, strict=True), gone)
    ]
    by_id = {item.id: (item, texts) for item, texts in zip(items, reads, strict=True)}
    found = [ToLabel(each, by_id[each.id][0], _proposed(*by_id[each.id])) for each in rank(candidates, limit)]
    return LabelQueue(tuple(found), len(items))


def span_counts(texts: Iterable[Sequence[Span]]) -> SpanCounts:
    """Counts the texts in which a label and its words occur."""
    return Counter(key for spans in texts for key in {(span.label, fold(span.text)) for span in spans})


def reasons_of(kept: Sequence[Span], doubts: Sequence[Doubt], counts: SpanCounts) -> Iterator[Reason]:
    """Yields what the model's own reading says for labelling a text: its doubts, and values that few texts have."""
    for each in doubts:
        yield Reason("uncertain", each.text, each.label, each.doubt)
    for span in kept:
        if (count := counts[span.label, fold(span.text)]) <= _FEW:
            yield Reason("rare", span.text, span.label, _RARE / count)


def _drawn(store: GraphStore, sample: int, draw: int) -> list[Item]:
    def place(item_id: str) -> bytes:
        return hashlib.blake2b(f"{draw}/{item_id}".encode("utf-8", "replace"), digest_size=8).digest()

    with store.snapshot() as snapshot:
        ids = heapq.nsmallest(sample, (each.id for each in snapshot.contents()), key=place)
    return list(store.get(ids).values())


def _read(items: Sequence[Item], extractor: Extractor, gone: Event | None) -> list[list[_Read]]:
    """Reads the texts of all items, a few items at a time: probabilities take much memory."""
    found: list[list[_Read]] = []
    for begin in range(0, len(items), _ITEMS_AT_ONCE):
        part = items[begin : begin + _ITEMS_AT_ONCE]
        texts = [[each for each in _texts(item) if each[1].strip()] for item in part]
        tagged = iter(extractor.tag_texts([text for each in texts for _, text in each], gone))
        found += [[_to_read(field, next(tagged), extractor) for field, _ in each] for each in texts]
    return found


def _texts(item: Item) -> tuple[tuple[Field, str], ...]:
    return ("title", item.title), ("text", item.text)


def _to_read(field: Field, tagged: TaggedText, extractor: Extractor) -> _Read:
    spans = extractor.decoder.spans(tagged.tokens, tagged.probabilities)
    doubts = doubts_of(tagged, extractor.decoder, extractor.threshold)
    return _Read(field, tagged.tokens.text, tuple(extractor.keep(spans)), tuple(doubts))


def _reasons(item: Item, texts: Sequence[_Read], counts: SpanCounts, standardizer: Standardizer) -> Iterator[Reason]:
    for each in texts:
        yield from reasons_of(each.kept, each.doubts, counts)
    for prop in item.conflicts:
        yield Reason("contradicted", prop.display, prop.name, _CONTRADICTED)
    read = {standardize_name(span.label) for each in texts for span in each.kept}
    unread = [prop for prop in item.properties if prop.narrower is None and prop.name not in read]
    meanings = Meanings(dict(_texts(item)), len({prop.name for prop in unread if not prop.evidence}), standardizer)
    for prop in unread:
        if _is_said(prop, meanings):
            yield Reason("missed", prop.display, prop.name, _MISSED)


def _is_said(prop: Property, meanings: Meanings) -> bool:
    """Whether a list or a pattern finds a value, or the texts say one that was given."""
    finders = {evidence.finder for evidence in prop.evidence}
    if finders:
        return "model" not in finders and "person" not in finders
    return any(True for _ in meanings.find(prop.name, prop.value))


def _words(texts: Sequence[_Read]) -> int:
    return sum(len(split_words(each.text)) for each in texts)


def _proposed(item: Item, texts: Sequence[_Read]) -> tuple[Labelled, ...]:
    return tuple(Labelled(f"{item.id}#{each.field}", each.text, each.kept) for each in texts)
