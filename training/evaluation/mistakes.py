"""Pairs predicted spans with gold spans, and classifies the mistakes."""

from collections import Counter
from collections.abc import Callable, Sequence

from model.spans import Span
from training.corpora import Example
from training.evaluation.results import Confusion, Error, ErrorKind

NOTHING = "nothing"
Pair = tuple[Span | None, Span | None]
# Returns the model's probability of a gold span, given the number of its text.
Chance = Callable[[int, Span], float]


def pair(gold: Sequence[Span], found: Sequence[Span]) -> list[Pair]:
    """Pairs every span with the span of the other side that it overlaps most, or with None.

    Every span occurs in one pair. Equal spans are paired first, then the largest overlaps.
    """
    ways = [(_fit(left, right), n, m) for n, left in enumerate(gold) for m, right in _near(left, found)]
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs: list[Pair] = []
    for _, n, m in sorted(ways, key=lambda way: (way[0], -way[1], -way[2]), reverse=True):
        if n not in taken_gold and m not in taken_found:
            taken_gold.add(n)
            taken_found.add(m)
            pairs.append((gold[n], found[m]))
    pairs += [(span, None) for n, span in enumerate(gold) if n not in taken_gold]
    pairs += [(None, span) for m, span in enumerate(found) if m not in taken_found]
    return pairs


def _near(span: Span, others: Sequence[Span]) -> list[tuple[int, Span]]:
    return [(m, other) for m, other in enumerate(others) if other.start < span.end and span.start < other.end]


def _fit(left: Span, right: Span) -> tuple[bool, bool, int]:
    """Ranks a pair of overlapping spans: by same ends and label, then by same ends, then by shared characters."""
    same = (left.start, left.end) == (right.start, right.end)
    return same and left.label == right.label, same, min(left.end, right.end) - max(left.start, right.start)


def confusion(pairs: Sequence[Sequence[Pair]], labels: Sequence[str]) -> Confusion:
    """Counts labels, with gold labels in rows and predicted labels in columns. Boundaries need not agree."""
    names = (*labels, NOTHING)
    place = {name: n for n, name in enumerate(names)}
    counts = [[0] * len(names) for _ in names]
    for left, right in (each for some in pairs for each in some):
        counts[place[left.label if left else NOTHING]][place[right.label if right else NOTHING]] += 1
    return Confusion(names, tuple(tuple(row) for row in counts))


def boundaries(pairs: Sequence[Sequence[Pair]], labels: Sequence[str]) -> dict[str, dict[str, int]]:
    """Counts, for each label, how the boundaries are wrong of spans that have the right label."""
    counts: dict[str, Counter[str]] = {label: Counter() for label in labels}
    for left, right in (each for some in pairs for each in some):
        if left and right and left.label == right.label:
            counts[left.label]["starts too early"] += right.start < left.start
            counts[left.label]["starts too late"] += right.start > left.start
            counts[left.label]["ends too early"] += right.end < left.end
            counts[left.label]["ends too late"] += right.end > left.end
    return {label: dict(count) for label, count in counts.items() if count.total()}


def errors(examples: Sequence[Example], pairs: Sequence[Sequence[Pair]], chance: Chance) -> tuple[Error, ...]:
    """Returns all errors. The errors of which the model was most certain come first."""
    found = []
    for number, (example, some) in enumerate(zip(examples, pairs, strict=True)):
        for left, right in some:
            kind = _kind(left, right)
            if kind is not None:
                weight = right.score if right else 1.0 - chance(number, left) if left else 0.0
                found.append(Error(kind, example.id, example.place, example.text, left, right, round(weight, 4)))
    return tuple(sorted(found, key=lambda error: -error.weight))


def _kind(left: Span | None, right: Span | None) -> ErrorKind | None:
    if left is None:
        return "spurious"
    if right is None:
        return "missed"
    same_ends, same_label = (left.start, left.end) == (right.start, right.end), left.label == right.label
    kinds: dict[tuple[bool, bool], ErrorKind | None] = {
        (True, True): None,
        (True, False): "label",
        (False, True): "boundary",
        (False, False): "both",
    }
    return kinds[same_ends, same_label]
