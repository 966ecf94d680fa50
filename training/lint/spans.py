"""Checks single spans."""

import re
from collections.abc import Iterator

from training.lint.edges import odd_edges
from training.lint.findings import Remark, excerpt, on_span
from training.lint.survey import Survey

# A word, with its inner punctuation: `T-shirt`, `men's`, `AT&T`, `1/2`, `3.5`.
WORD = re.compile(r"\w+(?:[-'’&./+]\w+)*")
_MAX_WORDS = 12


def faults(survey: Survey) -> Iterator[Remark]:
    for corpus in survey.dataset.splits.values():
        for fault in corpus.faults:
            yield Remark(fault.place, excerpt(fault.text), fault.detail)


def cut_words(survey: Survey) -> Iterator[Remark]:
    for each in survey.unaligned:
        yield on_span(each.example, each.span, each.reason)


def edges(survey: Survey) -> Iterator[Remark]:
    for _, example in survey.examples():
        for span in example.spans:
            if odd := odd_edges(example.text, span.start, span.end):
                yield on_span(example, span, " and ".join(odd))


def long_spans(survey: Survey) -> Iterator[Remark]:
    for _, example in survey.examples():
        for span in example.spans:
            if span.end - span.start > 2 * _MAX_WORDS and (words := len(WORD.findall(span.text))) > _MAX_WORDS:
                yield on_span(example, span, f"has {words} words")
