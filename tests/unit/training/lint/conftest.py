"""Data sets built by hand, and the findings of `lint` in them."""

from collections.abc import Callable, Iterable

import pytest

from model.bundle import TOKENIZER, Bundle
from model.spans import Span
from model.tokens import WordTokenizer
from model.windows import WindowSize
from training.corpora import Corpus, CorpusFault, Dataset, Example
from training.lint import LintResult, lint

Lint = Callable[[Dataset], LintResult]
Row = tuple[str, dict[str, str]]

COLORS = "red blue green black white pink".split()
THINGS = "shirt sock scarf coat belt glove".split()
FEWEST = 12
CLEAN: dict[str, list[Row]] = {
    split: [(f"{color} {thing} {word}", {color: "COLOR", thing: "CATEGORY"}) for color in COLORS for thing in THINGS]
    for split, word in (("train", "for men"), ("validation", "for women"), ("test", "for dogs"))
}


def example(place: str, text: str, labels: dict[str, str]) -> Example:
    """`labels`: what is labelled, by its first occurrence."""
    spans = [Span(text.index(value), text.index(value) + len(value), label, value) for value, label in labels.items()]
    return Example(place, text, tuple(sorted(spans, key=lambda span: span.start)), place)


def dataset(splits: dict[str, list[Row]], faults: Iterable[CorpusFault] = ()) -> Dataset:
    return Dataset(
        "data",
        {
            split: Corpus(
                f"{split}.jsonl",
                "jsonl",
                tuple(example(f"{split}.jsonl:{n}", *row) for n, row in enumerate(rows, 1)),
                tuple(faults) if split == "train" else (),
            )
            for split, rows in splits.items()
        },
    )


def planted(split: str, *rows: Row) -> Dataset:
    """The clean data set with more rows at the end of a split, from line 37 on."""
    return dataset({**CLEAN, split: [*CLEAN[split], *rows]})


def found(result: LintResult, rule: str) -> list[tuple[str, str, str]]:
    """Place, text and detail of the findings of a rule."""
    return [(each.place, each.text, each.detail) for each in result.findings if each.rule == rule]


def rules(result: LintResult) -> set[str]:
    return {each.rule for each in result.findings}


@pytest.fixture(scope="session")
def check(bundle: Bundle) -> Lint:
    tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
    return lambda data: lint(data, tokenizer, WindowSize(16, 4), FEWEST)
