"""Entity precision, recall and F1: a span counts when start, end and label are all right."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.spans import Span


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one label, or of all together."""

    right: int
    predicted: int
    expected: int

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        total = self.predicted + self.expected
        return 2 * self.right / total if total else 0.0


def evaluate(expected: Iterable[Sequence[Span]], predicted: Iterable[Sequence[Span]]) -> dict[str, Score]:
    """Scores per label, and over all labels under `micro` and `macro` (F1 alone is a mean there, by `macro_f1`).

    Both give the spans of the same texts in the same order. Raises ValueError when one is longer.
    """
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for gold, found in zip(expected, predicted, strict=True):
        gold_keys = {(span.start, span.end, span.label) for span in gold}
        found_keys = {(span.start, span.end, span.label) for span in found}
        wanted.update(label for _, _, label in gold_keys)
        said.update(label for _, _, label in found_keys)
        right.update(label for _, _, label in gold_keys & found_keys)
    scores = {label: Score(right[label], said[label], wanted[label]) for label in sorted(wanted | said)}
    return scores | {"micro": Score(right.total(), said.total(), wanted.total())}


def macro_f1(scores: dict[str, Score]) -> float:
    """The mean F1 of the labels."""
    each = [score.f1 for label, score in scores.items() if label != "micro"]
    return sum(each) / len(each) if each else 0.0
