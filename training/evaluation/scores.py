"""Computes precision, recall and F1 of predicted spans, by the strict scheme and by looser ones."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from nervaluate.evaluator import Evaluator

from model.spans import Span
from training.corpora import Example
from training.evaluation.calibration import reliability
from training.evaluation.mistakes import Chance, boundaries, confusion, errors, pair
from training.evaluation.results import Evaluation, Score

Means = tuple[float, float, float]
# From nervaluate's names to ours.
_SCHEMES = {"strict": "strict", "exact": "exact", "partial": "partial", "ent_type": "type"}


def evaluate(
    examples: Sequence[Example],
    predicted: Sequence[Sequence[Span]],
    seconds: float = 0.0,
    chance: Chance = lambda _n, _span: 0.0,
) -> Evaluation:
    """Compares predicted spans with the examples, which must be in the same order.

    `seconds` is the time that the prediction took. `chance` returns the model's probability of a gold span of text n.
    Raises ValueError when the two sides differ in number.
    """
    predicted = [example.judged(found) for example, found in zip(examples, predicted, strict=True)]
    scores = score(examples, predicted)
    micro = scores.pop("micro")
    labels = list(scores)
    pairs = [pair(example.spans, found) for example, found in zip(examples, predicted, strict=True)]
    outcomes = [(right.score, True) for each in pairs for gold, right in each if gold and right and _same(gold, right)]
    outcomes += [(wrong.score, False) for each in pairs for gold, wrong in each if wrong and not _same(gold, wrong)]
    return Evaluation(
        texts=len(examples),
        seconds=seconds,
        scores=scores,
        micro=micro,
        macro=_means(scores.values()),
        matches=_matches(examples, predicted, labels),
        confusion=confusion(pairs, labels),
        boundaries=boundaries(pairs, labels),
        reliability=reliability(outcomes),
        errors=errors(examples, pairs, chance),
    )


def score(examples: Iterable[Example], predicted: Iterable[Sequence[Span]]) -> dict[str, Score]:
    """Returns the strict scores of each label, in order of name, and of all spans under `micro`.

    A span is right if start, end and label are right, as in CoNLL-2000 (Tjong Kim Sang and Buchholz). A predicted span
    that touches an unsure extent counts as neither right nor wrong.
    """
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for example, found in zip(examples, predicted, strict=True):
        gold, hits = {_key(span) for span in example.spans}, {_key(span) for span in example.judged(found)}
        wanted.update(label for _, _, label in gold)
        said.update(label for _, _, label in hits)
        right.update(label for _, _, label in gold & hits)
    scores = {label: Score(right[label], said[label], wanted[label]) for label in sorted(wanted | said)}
    return scores | {"micro": Score(right.total(), said.total(), wanted.total())}


def _key(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.label


def _same(gold: Span | None, found: Span) -> bool:
    return gold is not None and _key(gold) == _key(found)


def _means(scores: Iterable[Score]) -> Means:
    rows = [(each.precision, each.recall, each.f1) for each in scores]
    count = max(1, len(rows))
    precision, recall, f1 = (sum(column) / count for column in zip(*rows, strict=True)) if rows else (0.0, 0.0, 0.0)
    return precision, recall, f1


def _matches(
    examples: Sequence[Example], predicted: Sequence[Sequence[Span]], labels: Sequence[str]
) -> dict[str, Means]:
    """Scores by the schemes of SemEval-2013 task 9.1 (Segura-Bedmar et al.), computed by nervaluate."""
    gold = [_entities(example.spans) for example in examples]
    results = Evaluator(gold, [_entities(found) for found in predicted], list(labels), loader="dict").evaluate()
    overall = results.get("overall", {})
    return {
        ours: (float(overall[theirs].precision), float(overall[theirs].recall), float(overall[theirs].f1))
        for theirs, ours in _SCHEMES.items()
        if theirs in overall
    }


def _entities(spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Converts spans for nervaluate, whose `end` is the last character of the span."""
    return [{"label": span.label, "start": span.start, "end": span.end - 1} for span in spans]
