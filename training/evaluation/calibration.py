"""Fits a temperature and thresholds on validation texts, so that a score is the probability of being right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.decode import Decoder
from model.tagging import TaggedText
from model.tags import runs
from training.corpora import Example
from training.evaluation.results import Bin, Calibration, Reliability
from training.evaluation.thresholds import Outcomes, choose

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
    decoder: Decoder,
    tagged: Sequence[TaggedText],
    examples: Sequence[Example],
    target_precision: float | None = None,
    fixed: Mapping[str, float] | None = None,
) -> Calibration:
    """Fits the temperature, and a threshold for each label.

    The temperature minimises the log loss of the scores over right and wrong spans (Guo et al. 2017, here for spans).
    It stays 1 where the expected calibration error would grow. The thresholds give the best F1 of the kept spans
    together (`thresholds.best_f1`), or with `target_precision` each label that precision; `fixed` are not chosen.
    `tagged` are the texts of `examples`, in the same order.
    """
    found = [each for text, example in zip(tagged, examples, strict=True) for each in _found_in(decoder, text, example)]
    right = [each.right for each in found]
    before = _scores(found, decoder, 1.0)
    temperature = _temperature(found, decoder, right)
    after = _scores(found, decoder, temperature)
    outcomes: dict[str, Outcomes] = {label: [] for label in decoder.labels}
    for each, score, ok in zip(found, after, right, strict=True):
        outcomes[decoder.labels[each.label]].append((score, ok))
    expected = Counter(span.label for example in examples for span in example.spans)
    chosen = choose(outcomes, expected, target_precision, fixed or {})
    return Calibration(
        temperature,
        reliability(list(zip(before, right, strict=True))),
        reliability(list(zip(after, right, strict=True))),
        target_precision,
        {label: each.threshold for label, each in chosen.items()},
        {label: (each.precision, each.recall) for label, each in chosen.items()},
    )


def _temperature(found: Sequence[_Found], decoder: Decoder, right: Sequence[bool]) -> float:
    if not found:
        return 1.0

    def error(temperature: float) -> float:
        return reliability(list(zip(_scores(found, decoder, temperature), right, strict=True))).ece

    likeliest: float = min(_TEMPERATURES.tolist(), key=lambda t: _cost(_scores(found, decoder, t), right))
    best = round(likeliest, 4)
    return best if error(best) < error(1.0) else 1.0


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
        if example.knows(int(starts[first]), int(ends[last - 1]))
    ]


def _scores(found: Sequence[_Found], decoder: Decoder, temperature: float) -> list[float]:
    at = Decoder(decoder.labels, decoder.scheme, temperature)
    return [round(at.score(each.tagged.probabilities, each.first, each.last, each.label), 4) for each in found]


def _cost(scores: Sequence[float], right: Sequence[bool]) -> float:
    sure = np.clip(np.array(scores), 1e-6, 1 - 1e-6)
    return float(-np.where(right, np.log(sure), np.log(1 - sure)).mean())
