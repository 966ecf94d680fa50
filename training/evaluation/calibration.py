"""Fits a temperature and thresholds on validation texts, so that a score is the probability of being right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.decode import DEFAULT_SCORE, Decoder
from model.tagging import TaggedText
from model.tags import runs
from training.corpora import Example
from training.evaluation.results import Bin, Calibration, Reliability

_BINS = 15
_TEMPERATURES = np.geomspace(0.25, 8.0, 61)


@dataclass(frozen=True, slots=True)
class _Found:
    """A predicted span, by its tokens, and whether it is right."""

    tagged: TaggedText
    first: int
    last: int
    label: int
    right: bool


def calibrate(
    decoder: Decoder, tagged: Sequence[TaggedText], examples: Sequence[Example], target_precision: float | None = None
) -> Calibration:
    """Fits the temperature and, with `target_precision`, a threshold for each label.

    The temperature minimises the log loss of the scores over right and wrong spans (Guo et al. 2017, here for spans).
    A label's threshold is the lowest at which its spans reach the target. A label that never reaches it gets the
    threshold of its highest precision. `tagged` are the texts of `examples`, in the same order.
    """
    found = [each for text, example in zip(tagged, examples, strict=True) for each in _found_in(decoder, text, example)]
    labels, right = [decoder.labels[each.label] for each in found], [each.right for each in found]
    before = _scores(found, decoder, 1.0)
    temperature = min(_TEMPERATURES.tolist(), key=lambda t: _cost(_scores(found, decoder, t), right)) if found else 1.0
    temperature = round(temperature, 4)
    after = _scores(found, decoder, temperature)
    thresholds, reached = {}, {}
    if target_precision is not None:
        for label in decoder.labels:
            own = [(s, ok) for s, ok, name in zip(after, right, labels, strict=True) if name == label]
            expected = sum(span.label == label for example in examples for span in example.spans)
            thresholds[label], reached[label] = _threshold(own, expected, target_precision)
    return Calibration(
        temperature,
        reliability(list(zip(before, right, strict=True))),
        reliability(list(zip(after, right, strict=True))),
        target_precision,
        thresholds,
        reached,
    )


def reliability(outcomes: Sequence[tuple[float, bool]]) -> Reliability:
    """Compares scores with the truth in 15 bins of equal width. Empty bins are left out."""
    scores = np.array([score for score, _ in outcomes])
    right = np.array([ok for _, ok in outcomes], dtype=float)
    places = np.minimum((scores * _BINS).astype(int), _BINS - 1) if len(scores) else scores
    bins = []
    for number in range(_BINS):
        here = places == number
        if count := int(here.sum()):
            low, high = number / _BINS, (number + 1) / _BINS
            bins.append(Bin(low, high, count, float(scores[here].mean()), float(right[here].mean())))
    ece = sum(each.count * abs(each.score - each.right) for each in bins) / max(1, len(scores))
    return Reliability(tuple(bins), ece)


def _found_in(decoder: Decoder, tagged: TaggedText, example: Example) -> list[_Found]:
    if not len(tagged.tokens):
        return []
    gold = {(span.start, span.end, span.label) for span in example.spans}
    starts, ends = tagged.tokens.starts, tagged.tokens.ends
    return [
        _Found(tagged, first, last, label, (starts[first], ends[last - 1], decoder.labels[label]) in gold)
        for first, last, label in runs(decoder.tags(tagged.probabilities), decoder.scheme)
    ]


def _scores(found: Sequence[_Found], decoder: Decoder, temperature: float) -> list[float]:
    at = Decoder(decoder.labels, decoder.scheme, temperature)
    return [round(at.score(each.tagged.probabilities, each.first, each.last, each.label), 4) for each in found]


def _cost(scores: Sequence[float], right: Sequence[bool]) -> float:
    sure = np.clip(np.array(scores), 1e-6, 1 - 1e-6)
    return float(-np.where(right, np.log(sure), np.log(1 - sure)).mean())


def _threshold(
    outcomes: Sequence[tuple[float, bool]], expected: int, target: float
) -> tuple[float, tuple[float, float]]:
    """Returns the threshold, and the precision and recall that it reaches."""
    ways = []
    ranked = sorted(outcomes, key=lambda outcome: -outcome[0])
    right = 0
    for count, (score, ok) in enumerate(ranked, 1):
        right += ok
        if count == len(ranked) or ranked[count][0] < score:
            ways.append((right / count, right / max(1, expected), score))
    if not ways:
        return 1.0, (0.0, 0.0)
    enough = [way for way in ways if way[0] >= target]
    precision, recall, score = max(enough, key=lambda way: way[1]) if enough else max(ways)
    # If all spans together reach the target, there is no reason to refuse a score below the lowest in validation.
    return (min(score, DEFAULT_SCORE) if (precision, recall, score) == ways[-1] else score), (precision, recall)
