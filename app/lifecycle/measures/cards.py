"""The part of a report that describes a split of the data."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.corpora import Corpus
    from training.evaluation.results import SplitCard

_SHOWN_FAULTS = 5


def split_card(name: str, corpus: "Corpus") -> "SplitCard":
    """Counts the texts and spans of a split, and writes out its first faults."""
    from training.corpora import short
    from training.evaluation.results import SplitCard

    counts = Counter(span.label for example in corpus.examples for span in example.spans)
    lengths = [len(example.text) for example in corpus.examples]
    return SplitCard(
        name=name,
        source=short(Path(corpus.source)),
        format=corpus.format,
        examples=len(corpus.examples),
        characters=sum(lengths),
        longest=max(lengths, default=0),
        spans=dict(sorted(counts.items())),
        faults=len(corpus.faults),
        fault_examples=tuple(str(fault) for fault in corpus.faults[:_SHOWN_FAULTS]),
    )
