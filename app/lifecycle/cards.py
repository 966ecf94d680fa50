"""What the reports say of data and of how they were made."""

import shlex
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from training.corpora import Corpus
    from training.evaluation.results import SplitCard

_SHOWN_FAULTS = 5


def command_line() -> str:
    """The call that is running, to be typed again."""
    return shlex.join(["itemgraph", *sys.argv[1:]])


def say_faults(corpus: "Corpus", out: Console) -> None:
    """The first faults of a corpus, and how many there are."""
    for fault in corpus.faults[:_SHOWN_FAULTS]:
        out.print(f"left out: {fault}", highlight=False, markup=False, soft_wrap=True)
    if len(corpus.faults) > _SHOWN_FAULTS:
        out.print(f"{corpus.source}: {len(corpus.faults)} faults in all; `itemgraph lint` lists them", highlight=False)


def split_card(name: str, corpus: "Corpus") -> "SplitCard":
    """What a report says of a split."""
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
