"""Decodes tag probabilities into scored spans."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from model.spans import Span
from model.tags import IOB2, Scheme, runs
from model.tokens import Tokens

Floats = NDArray[np.floating]
_IMPOSSIBLE = -1e30
# The score that a service asks of spans whose label has no threshold.
DEFAULT_SCORE = 0.5


class Decoder:
    """Decodes tag probabilities with the likeliest tag sequence that the scheme allows.

    `temperature` (Guo et al. 2017) flattens the probabilities from which scores are computed; it changes no tag.
    `thresholds` holds, by label, the lowest score that is kept when the caller gives no `min_score`.
    """

    def __init__(
        self,
        labels: Sequence[str],
        scheme: Scheme = IOB2,
        temperature: float = 1.0,
        thresholds: Mapping[str, float] | None = None,
    ) -> None:
        self.labels = tuple(labels)
        self.scheme = scheme
        self.temperature = temperature
        self.thresholds = dict(thresholds or {})
        self._next, self._first, self._last = scheme.transitions(len(self.labels))

    @property
    def width(self) -> int:
        """The number of tags."""
        return self.scheme.width(self.labels)

    def spans(self, tokens: Tokens, probabilities: Floats) -> list[Span]:
        """Returns the spans of a text, in order and without overlap. `probabilities`: float32 [tokens, tags]."""
        if not len(tokens):
            return []
        found = []
        for first, last, label in runs(self.tags(probabilities), self.scheme):
            start, end = int(tokens.starts[first]), int(tokens.ends[last - 1])
            score = round(self.score(probabilities, first, last, label), 4)
            found.append(Span(start, end, self.labels[label], tokens.text[start:end], score))
        return found

    def keep(self, spans: Sequence[Span], min_score: float | None, default: float = 0.0) -> list[Span]:
        """Returns the spans that score at least `min_score`.

        If `min_score` is None, each label's own threshold applies, or `default` for a label without one.
        """
        if min_score is not None:
            return [span for span in spans if span.score >= min_score]
        return [span for span in spans if span.score >= self.thresholds.get(span.label, default)]

    def tags(self, probabilities: Floats) -> NDArray[np.int64]:
        """Returns the likeliest allowed tag sequence (Viterbi 1967): int64 [tokens]."""
        # Usually the likeliest tag of every token already forms an allowed sequence, and so the likeliest one.
        greedy: NDArray[np.int64] = probabilities.argmax(axis=1)
        if self._first[greedy[0]] and self._last[greedy[-1]] and self._next[greedy[:-1], greedy[1:]].all():
            return greedy
        return self._viterbi(np.log(np.maximum(probabilities.astype(np.float64), 1e-30)))

    def score(self, probabilities: Floats, first: int, last: int, label: int) -> float:
        """Returns the probability of exactly this span: all its tags are right, and the next tag does not continue it.

        Tokens count as independent, given the text.
        """
        rows = self._flatten(probabilities[first : last + 1])
        wanted = self.scheme.write(last - first, label)
        score = float(rows[np.arange(last - first), wanted].prod())
        if last < len(probabilities):
            score *= 1.0 - float(rows[-1, self._continuing(wanted[-1])].sum())
        return min(1.0, max(0.0, score))

    def _continuing(self, tag: int) -> NDArray[np.bool_]:
        """Returns which tags would continue the span after `tag`: bool [tags]."""
        continuing: NDArray[np.bool_] = self._next[tag] & ~self._first
        return continuing

    def _flatten(self, rows: Floats) -> NDArray[np.float64]:
        powers = np.maximum(rows.astype(np.float64), 1e-30) ** (1.0 / self.temperature)
        flat: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return flat

    def _viterbi(self, scores: NDArray[np.float64]) -> NDArray[np.int64]:
        barred = np.where(self._next, 0.0, _IMPOSSIBLE)
        best = scores[0] + np.where(self._first, 0.0, _IMPOSSIBLE)
        came_from = np.zeros(scores.shape, dtype=np.int64)
        for index in range(1, len(scores)):
            ways = best[:, None] + barred
            came_from[index] = ways.argmax(axis=0)
            best = ways.max(axis=0) + scores[index]
        path = np.empty(len(scores), dtype=np.int64)
        path[-1] = int((best + np.where(self._last, 0.0, _IMPOSSIBLE)).argmax())
        for index in range(len(scores) - 1, 0, -1):
            path[index - 1] = came_from[index, path[index]]
        return path


def leads(probabilities: Floats) -> NDArray[np.float32]:
    """Returns the lead of each token's likeliest tag over the second, in log probability: [tokens, tags] → [tokens]."""
    first_two = np.partition(probabilities, -2, axis=1)[:, -2:]
    return np.log(first_two[:, 1] / np.maximum(first_two[:, 0], 1e-30))


def doubts(rows: Sequence[Floats], noise: float) -> NDArray[np.float64]:
    """Returns, for each window, the expected share of tokens whose likeliest tag is wrong because of rounding.

    Rounding is taken to add noise to each lead, from a logistic distribution of scale `noise`.
    """
    lengths = np.array([len(each) for each in rows])
    with np.errstate(over="ignore"):
        wrong = 1.0 / (1.0 + np.exp(leads(np.concatenate(rows)).astype(np.float64) / noise))
    sums = np.add.reduceat(np.append(wrong, 0.0), np.cumsum(lengths) - lengths)
    return np.where(lengths > 0, sums / np.maximum(lengths, 1), 0.0)
