"""Scores that mean something: a temperature and thresholds, fitted on validation texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.decode import Decoder
from model.tagging import TaggedText
from model.tags import runs
from training.corpora import Example
from training.evaluation.results import Bin, Calibration, Reliability

_BINS = 15
# What a service asks of labels without a threshold.
_DEFAULT = 0.5
_TEMPERATURES = np.geomspace(0.25, 8.0, 61)


@dataclass(frozen=True, slots=True)
class _Found:
    """A predicted span by its tokens, and whether it is right."""

    reading: TaggedText
    first: int
    last: int
    label: int
    right: bool


def calibrate(
    decoder: Decoder, readings: Sequence[TaggedText], examples: Sequence[Example], target_precision: float | None = None
) -> Calibration:
    """The temperature under which scores are likeliest to be the chances of being right, by the log-likelihood of
    right and wrong spans (Guo et al. 2017, here for spans), and with `target_precision` thresholds for each label.

    A label's threshold is the lowest at which its spans reach the target; one that never does gets the threshold of
    its highest precision. `readings` are those of `examples`.
    """
    found = [
        each
        for reading, example in zip(readings, examples, strict=True)
        for each in _found_in(decoder, reading, example)
    ]
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
    """Scores against truth in bins of equal width; empty bins are left out."""
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


def _found_in(decoder: Decoder, reading: TaggedText, example: Example) -> list[_Found]:
    if not len(reading.tokens):
        return []
    gold = {(span.start, span.end, span.label) for span in example.spans}
    starts, ends = reading.tokens.starts, reading.tokens.ends
    return [
        _Found(reading, first, last, label, (starts[first], ends[last - 1], decoder.labels[label]) in gold)
        for first, last, label in runs(decoder.tags(reading.probabilities), decoder.scheme)
    ]


def _scores(found: Sequence[_Found], decoder: Decoder, temperature: float) -> list[float]:
    at = Decoder(decoder.labels, decoder.scheme, temperature)
    return [round(at.score(each.reading.probabilities, each.first, each.last, each.label), 4) for each in found]


def _cost(scores: Sequence[float], right: Sequence[bool]) -> float:
    sure = np.clip(np.array(scores), 1e-6, 1 - 1e-6)
    return float(-np.where(right, np.log(sure), np.log(1 - sure)).mean())


def _threshold(
    outcomes: Sequence[tuple[float, bool]], expected: int, target: float
) -> tuple[float, tuple[float, float]]:
    """The threshold, and the precision and recall that it reaches."""
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
    # Where all spans together are good enough, nothing speaks against lower scores than the lowest that was seen.
    return (min(score, _DEFAULT) if (precision, recall, score) == ways[-1] else score), (precision, recall)
