"""Items that share the most with an item."""

from collections.abc import Mapping, Sequence, Set

import numpy as np

from app.domain.queries import Key, Shared, Similar
from app.domain.relevance.formula import MICRO, weigh
from app.domain.relevance.similarity import heaviest
from app.index.embedded.asking.pages import smallest
from app.index.embedded.storage.arrays import Array
from app.index.embedded.storage.postings import is_in
from app.index.embedded.storage.segments import View
from app.index.embedded.storage.vocabulary import Vocabulary

# A score that no weights reach: it keeps an item out.
_OUT = -(1 << 60)
# An item and its score in millionths, and where it stands.
Scored = tuple[int, str, View, int]


def similar(
    vocabulary: Vocabulary, views: Sequence[View], wanted: Mapping[Key, int], limit: int, without: Set[str]
) -> list[Similar]:
    """Returns the items with the heaviest wanted values (app.domain.relevance)."""
    times = {number: count for key, count in wanted.items() if (number := vocabulary.find(*key)) >= 0}
    weights = _weights(views, times)
    order = sorted(weights, key=lambda number: -weights[number])
    found: list[Scored] = []
    for view in views:
        found += _best(view, order, weights, view.find_all(list(without)), limit)
    found.sort(key=lambda each: (-each[0], each[1]))
    return [_explained(vocabulary, weights, *each) for each in found[:limit]]


def _weights(views: Sequence[View], times: Mapping[int, int]) -> dict[int, int]:
    """Returns the weight of each value in millionths."""
    values = np.array(list(times), np.int32)
    items = sum(view.living for view in views)
    counts = sum((view.counts(view.segment.value_items, values) for view in views), np.zeros(len(values), np.int64))
    pairs = zip(times.items(), counts.tolist(), strict=True)
    return {number: often * weigh(items, count) for (number, often), count in pairs}


def _best(view: View, order: Sequence[int], weights: dict[int, int], out: Array, limit: int) -> list[Scored]:
    """Returns the best of a segment.

    Adds up the rarest values first. As soon as the remaining ones cannot bring a further item among the best, it looks
    them up for the items found so far only.
    """
    postings = view.segment.value_items
    scores = np.zeros(len(view.segment), np.int64)
    scores[view.dead] = _OUT
    scores[out] = _OUT
    rest = sum(weights.values())
    seen: list[Array] = []
    bound = 0
    while len(seen) < len(order) and rest >= bound:
        number = order[len(seen)]
        items = postings.of_key(number)
        scores[items] += weights[number]
        rest -= weights[number]
        seen.append(items)
        bound = max(bound, _bound(scores[items], limit))
    found = np.unique(np.concatenate(seen)) if seen else np.zeros(0, np.int32)
    total = scores[found]
    keep = (total > 0) & (total + rest >= bound)
    found, total = found[keep], total[keep]
    for number in order[len(seen) :]:
        total[is_in(found, postings.of_key(number))] += weights[number]
    best = smallest(-total, limit)
    ids = view.segment.ids
    return [(int(total[at]), ids[int(found[at])], view, int(found[at])) for at in best.tolist()]


def _bound(scores: Array, limit: int) -> int:
    """Returns a score that as many items as wanted have at least; 0 if they are fewer."""
    if not 0 < limit <= len(scores):
        return 0
    return max(0, int(np.partition(scores, len(scores) - limit)[len(scores) - limit]))


def _explained(
    vocabulary: Vocabulary, weights: dict[int, int], score: int, item_id: str, view: View, ordinal: int
) -> Similar:
    shared = [
        Shared(*vocabulary.text(number), vocabulary.displays[number], weights[number] / MICRO)
        for number in view.segment.values_of(ordinal).tolist()
        if number in weights
    ]
    title = str(view.segment.titles[ordinal])
    return Similar(item_id, title, score / MICRO, heaviest(shared))
