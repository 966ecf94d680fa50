"""Lists all rules in one table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from training.lint import characters, labels, spans, texts, values
from training.lint.findings import Remark, Severity
from training.lint.survey import Survey


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `why` says why a finding matters and what to do."""

    severity: Severity
    check: Callable[[Survey], Iterable[Remark]]
    why: str


RULES: dict[str, Rule] = {
    "fault": Rule(
        "error",
        spans.faults,
        "The file states something that cannot be kept, so nothing is learnt from it; correct the offsets or the line.",
    ),
    "cut-word": Rule(
        "error",
        spans.cut_words,
        "Tags mark whole words, so training skips this span; move its ends to the ends of words.",
    ),
    "leak": Rule(
        "error",
        texts.leaks,
        "The model trains on a text that it is measured on, so scores are too good; delete it from one of the splits.",
    ),
    "unseen-label": Rule(
        "error",
        labels.unseen_labels,
        "A label without examples in train is never predicted; add examples, or rename or delete the label.",
    ),
    "near-leak": Rule(
        "warning",
        texts.near_leaks,
        "Two splits have this text, except for case and white space, so scores are too good; delete one of the two.",
    ),
    "contradiction": Rule(
        "warning",
        texts.contradictions,
        "A text labelled in two ways teaches neither; keep the right one and delete the other.",
    ),
    "edge": Rule(
        "warning",
        spans.edges,
        "White space or punctuation around the value becomes part of it; leave it out of the span.",
    ),
    "few-examples": Rule(
        "warning",
        labels.few_examples,
        "A label with so few examples is hardly learnt; label more texts, or merge it with another label.",
    ),
    "unmeasured-label": Rule(
        "warning",
        labels.unmeasured_labels,
        "Without examples in validation, the label cannot be measured; move some examples there.",
    ),
    "imbalance": Rule(
        "warning",
        labels.imbalance,
        "The most frequent labels outweigh the rarest; label more of the rare ones, or train with --set balance=1.",
    ),
    "similar-labels": Rule(
        "warning",
        labels.similar_labels,
        "Names that differ so little probably mean the same label; give it one name.",
    ),
    "characters": Rule(
        "warning",
        characters.odd_characters,
        "The model reads lost or wrongly decoded characters as other words; decode the source again.",
    ),
    "empty-text": Rule(
        "warning",
        texts.empty_texts,
        "A text without words teaches nothing; delete it, and find out where it came from.",
    ),
    "two-labels": Rule(
        "info",
        values.two_labels,
        "The same words have two labels, which is right only if their texts differ in meaning; check the rarer label.",
    ),
    "unlabelled-value": Rule(
        "info",
        values.unlabelled_values,
        "A value that is usually labelled was probably missed here; label it, because training learns from gaps too.",
    ),
    "duplicate": Rule(
        "info",
        texts.duplicates,
        "A repeated text counts several times in training; keep one, unless the repetition is intended.",
    ),
    "long-span": Rule(
        "info",
        spans.long_spans,
        "The model rarely finds the ends of a span this long; check whether it is several values.",
    ),
}
