"""All rules, in one table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from training.lint import characters, labels, spans, texts, values
from training.lint.findings import Remark, Severity
from training.lint.survey import Survey


@dataclass(frozen=True, slots=True)
class Rule:
    """`why`: why it matters, and what to do."""

    severity: Severity
    check: Callable[[Survey], Iterable[Remark]]
    why: str


RULES: dict[str, Rule] = {
    "fault": Rule(
        "error",
        spans.faults,
        "The file says something that cannot be kept, so nothing is learnt from it; correct the offsets or the line.",
    ),
    "cut-word": Rule(
        "error",
        spans.cut_words,
        "Tags stand on whole words, so training leaves such a span out; move its ends to the ends of words.",
    ),
    "leak": Rule(
        "error",
        texts.leaks,
        "A text to measure on that was learnt makes scores too good; delete it from one of the splits.",
    ),
    "unseen-label": Rule(
        "error",
        labels.unseen_labels,
        "A label that train never shows is never predicted; add examples, or rename or delete it.",
    ),
    "near-leak": Rule(
        "warning",
        texts.near_leaks,
        "But for case and white space the text was learnt, so scores are too good; delete it from one of the splits.",
    ),
    "contradiction": Rule(
        "warning",
        texts.contradictions,
        "One text labelled in two ways teaches neither; decide which is right and delete the other.",
    ),
    "edge": Rule(
        "warning",
        spans.edges,
        "White space or punctuation of the text around becomes part of the value; leave it out of the span.",
    ),
    "few-examples": Rule(
        "warning",
        labels.few_examples,
        "A label with so few examples is hardly learnt; label more, or join it with another.",
    ),
    "unmeasured-label": Rule(
        "warning",
        labels.unmeasured_labels,
        "Without examples in validation nobody knows how well the label is found; move some there.",
    ),
    "imbalance": Rule(
        "warning",
        labels.imbalance,
        "The rarest labels drown in the commonest; label more of them, or train with --balance.",
    ),
    "similar-labels": Rule(
        "warning",
        labels.similar_labels,
        "Names that differ so little are likely one label; give it one name.",
    ),
    "characters": Rule(
        "warning",
        characters.odd_characters,
        "Lost or wrongly decoded characters are read as other words; decode the source again.",
    ),
    "empty-text": Rule(
        "warning",
        texts.empty_texts,
        "A text without words teaches nothing; delete it, and see how it came about.",
    ),
    "two-labels": Rule(
        "info",
        values.two_labels,
        "The same words with two labels are right only if the texts tell them apart; look at the rarer one.",
    ),
    "unlabelled-value": Rule(
        "info",
        values.unlabelled_values,
        "What is labelled mostly but not always is likely missed there; label it, for absence is learnt too.",
    ),
    "duplicate": Rule(
        "info",
        texts.duplicates,
        "A text that stands several times weighs as often; keep one, unless that is meant.",
    ),
    "long-span": Rule(
        "info",
        spans.long_spans,
        "A value so long is seldom found with the right ends; see whether it is several.",
    ),
}
