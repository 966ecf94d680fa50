"""Decides whether a new model may replace an old one, by the F1 of each label and its uncertainty."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.spans import Span
from training.corpora import Example

_RESAMPLES = 1000
_CONFIDENCE = 0.95
MICRO = "micro"

# The right, predicted and expected spans or values of each text and label: int64 [texts, labels, 3].
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The comparison for one label, or for `micro`.

    `before` and `after` are F1. `low` and `high` are the 95 % interval of the difference. `expected` is the number of
    gold spans. `fell` says that the whole interval lies below the margin.
    """

    label: str
    before: float
    after: float
    low: float
    high: float
    expected: int
    fell: bool


def compare(
    examples: Sequence[Example],
    before: Sequence[Sequence[Span]],
    after: Sequence[Sequence[Span]],
    margin: float,
    seed: int = 7,
) -> list[Verdict]:
    """Compares two models on each label and on all together, by a paired bootstrap over texts.

    The method is that of Berg-Kirkpatrick et al. (2012). A label fell if the whole interval of after − before lies
    below −`margin`. A label with few spans has a wide interval, so noise does not decide.
    """
    labels = sorted({span.label for side in ([e.spans for e in examples], before, after) for s in side for span in s})
    old, new = _counts(examples, before, labels), _counts(examples, after, labels)
    return compare_counts([*labels, MICRO], old, new, margin, seed)


def compare_counts(labels: Sequence[str], old: Counts, new: Counts, margin: float, seed: int = 7) -> list[Verdict]:
    """Compares two models by their counts on the same texts or items, a verdict for each label."""
    random = np.random.default_rng(seed)
    weights = random.multinomial(len(old), np.full(len(old), 1 / max(1, len(old))), size=_RESAMPLES)
    drawn = _f1(np.tensordot(weights, new, axes=1)) - _f1(np.tensordot(weights, old, axes=1))
    edge = (1 - _CONFIDENCE) / 2
    lows, highs = np.quantile(drawn, edge, axis=0), np.quantile(drawn, 1 - edge, axis=0)
    was, is_, expected = _f1(old.sum(axis=0)), _f1(new.sum(axis=0)), new.sum(axis=0)[:, 2]
    return [
        Verdict(
            label,
            float(was[n]),
            float(is_[n]),
            float(lows[n]),
            float(highs[n]),
            int(expected[n]),
            bool(highs[n] < -margin),
        )
        for n, label in enumerate(labels)
    ]


def _counts(examples: Sequence[Example], found: Sequence[Sequence[Span]], labels: Sequence[str]) -> Counts:
    place = {label: n for n, label in enumerate(labels)}
    counts = np.zeros((len(examples), len(labels) + 1, 3), dtype=np.int64)
    for number, (example, spans) in enumerate(zip(examples, found, strict=True)):
        gold, hits = _keys(example.spans), _keys(example.judged(spans))
        for column, keys in enumerate((gold & hits, hits, gold)):
            for _, _, label in keys:
                counts[number, place[label], column] += 1
    counts[:, -1] = counts[:, :-1].sum(axis=1)
    return counts


def _keys(spans: Sequence[Span]) -> set[tuple[int, int, str]]:
    return {(span.start, span.end, span.label) for span in spans}


def _f1(counts: NDArray[np.integer]) -> NDArray[np.float64]:
    total = counts[..., 1] + counts[..., 2]
    score: NDArray[np.float64] = 2 * counts[..., 0] / np.maximum(total, 1)
    return score
