"""Gathers what the rules need: the data set, its counts, and the spans that do not align with tokens."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.spans import Span
from model.tags import spans_to_tags
from model.tokens import Tokens, WordTokenizer
from model.windows import WindowSize, cut
from training.corpora import Corpus, Dataset, Example, labels_of

_TEXTS_AT_ONCE = 512
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Lengths:
    """The lengths of texts in word pieces. `windowed` texts need more than one window."""

    median: float
    percentile_95: float
    longest: int
    windowed: int


@dataclass(frozen=True, slots=True)
class SplitCounts:
    """The content of a split. `without_spans` texts have no label; `labels` counts the spans of each label."""

    source: str
    format: str
    examples: int
    spans: int
    characters: int
    without_spans: int
    labels: Mapping[str, int]
    lengths: Lengths


@dataclass(frozen=True, slots=True)
class UnalignedSpan:
    """A span that tags cannot express, because its ends are not the ends of tokens, and the reason."""

    example: Example
    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over all texts gave. `fewest` is the smallest number of examples that a label should have."""

    dataset: Dataset
    splits: Mapping[str, SplitCounts]
    unaligned: Sequence[UnalignedSpan]
    fewest: int

    def examples(self) -> Iterator[tuple[str, Example]]:
        """Yields every example with the name of its split."""
        for split, corpus in self.dataset.splits.items():
            for example in corpus.examples:
                yield split, example


def take_survey(dataset: Dataset, tokenizer: WordTokenizer, window: WindowSize, fewest: int) -> Survey:
    """Counts the texts and spans, and finds the spans that cut words. The time is linear in the total length."""
    splits: dict[str, SplitCounts] = {}
    unaligned: list[UnalignedSpan] = []
    for split, corpus in dataset.splits.items():
        labels = labels_of(corpus.examples)
        pieces: list[int] = []
        windowed = 0
        for example, tokens in _tokenized(corpus, tokenizer):
            pieces.append(len(tokens.pieces))
            if pieces[-1] > window.pieces - 2:
                windowed += len(cut(tokens, window, tokenizer.cls_id, tokenizer.sep_id)) > 1
            if example.spans:
                left_out = spans_to_tags(tokens, example.spans, labels)[1]
                unaligned += [UnalignedSpan(example, span, _reason(tokens, span)) for span in left_out]
        splits[split] = _count(corpus, _lengths(pieces, windowed))
    return Survey(dataset, splits, unaligned, fewest)


def _tokenized(corpus: Corpus, tokenizer: WordTokenizer) -> Iterator[tuple[Example, Tokens]]:
    for begin in range(0, len(corpus.examples), _TEXTS_AT_ONCE):
        examples = corpus.examples[begin : begin + _TEXTS_AT_ONCE]
        # The tokenizer needs UTF-8, which has no half surrogate pairs. The substitute keeps all offsets.
        texts = [_SURROGATE.sub("\ufffd", example.text) for example in examples]
        yield from zip(examples, tokenizer.tokenize(texts), strict=True)


def _count(corpus: Corpus, lengths: Lengths) -> SplitCounts:
    labels = Counter(span.label for example in corpus.examples for span in example.spans)
    return SplitCounts(
        source=corpus.source,
        format=corpus.format,
        examples=len(corpus.examples),
        spans=labels.total(),
        characters=sum(len(example.text) for example in corpus.examples),
        without_spans=sum(not example.spans for example in corpus.examples),
        labels=dict(sorted(labels.items())),
        lengths=lengths,
    )


def _lengths(pieces: Sequence[int], windowed: int) -> Lengths:
    if not pieces:
        return Lengths(0.0, 0.0, 0, 0)
    median, percentile = np.percentile(pieces, [50, 95]).tolist()
    return Lengths(median, percentile, max(pieces), windowed)


def _reason(tokens: Tokens, span: Span) -> str:
    """Says which word the span cuts, or that it has characters around its words that belong to no word."""
    for verb, offset in (("begins", span.start), ("ends", span.end)):
        index = int(np.searchsorted(tokens.ends, offset, side="right"))
        if index < len(tokens) and tokens.starts[index] < offset:
            return f"{verb} inside the word {tokens.text[tokens.starts[index] : tokens.ends[index]]!r}"
    first = int(np.searchsorted(tokens.starts, span.start))
    last = int(np.searchsorted(tokens.ends, span.end, side="right"))
    if first >= last:
        return "holds no word"
    return "begins before its first word" if tokens.starts[first] != span.start else "ends after its last word"
