"""How labelled corpora contradict each other: `python -m tests.benchmark.contradictions DATA`.

Counts, in the training texts of each source of `products`, the two ways of labelling the same words, and how many of
the spans that break a rule of the model card the rule makes like the others: the words before and behind a value that
the standard drops, and the use before a noun that is divided from it. Prints examples of both ways.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.domain.standard import default_standardizer, spelling

_EXAMPLES = 6
_FOR = re.compile(r"for (?:the )?(?=\w)", re.IGNORECASE)
_CONTAINER = re.compile(
    r"(?P<amount>\d[\d.,]* ?[a-z]+) (?:jar|bottle|bag|box|can|tin|pouch|tube|pack|carton)s?", re.IGNORECASE
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A labelled stretch, and the stretch of another label right behind it."""

    label: str
    text: str
    next_label: str
    next_text: str


@dataclass(frozen=True, slots=True)
class Question:
    """Two ways to label the same. `way` says which of them a stretch is, or None; `rule` makes it the first way."""

    name: str
    ways: tuple[str, str]
    way: Callable[[Said], int | None]
    rule: Callable[[Said], bool]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.contradictions", description=__doc__)
    parser.add_argument("data", type=Path)
    asked = parser.parse_args()
    by_source: dict[str, list[Said]] = defaultdict(list)
    for line in (asked.data / "products" / "train.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        by_source[row["source"]] += _said(row)
    every = [said for own in by_source.values() for said in own]
    for question in _questions(every):
        print(f"\n{question.name}")
        for source, own in sorted(by_source.items()):
            _show(source, question, own)


def _said(row: Row) -> Iterator[Said]:
    text: str = row["text"]
    spans = sorted(row["spans"], key=lambda span: span["start"])
    for span, following in pairwise([*spans, None]):
        is_next = following is not None and following["start"] == span["end"] + 1
        behind = (following["label"], text[following["start"] : following["end"]]) if is_next else ("", "")
        yield Said(span["label"], text[span["start"] : span["end"]], *behind)


def _questions(every: Sequence[Said]) -> list[Question]:
    uses = {spelling(said.text) for said in every if said.label == "FEATURE" and said.next_label == "CATEGORY"}
    makers = {spelling(said.text) for said in every if said.label == "BRAND"}
    lines = {spelling(said.next_text) for said in every if (said.label, said.next_label) == ("BRAND", "MODEL")}
    return [
        Question("audience: «men» or «for men»", ("men", "for men"), _audience, _is_dropped),
        Question(
            "a use before the noun: apart or in the category", ("apart", "in the category"), _use(uses), _is_divided
        ),
        Question(
            "brand and model line: apart or one brand", ("apart", "one brand"), _line(makers, lines), lambda _: False
        ),
        Question("size: «500 g» or «500 g jar»", ("500 g", "500 g jar"), _container, _is_amount),
    ]


def _audience(said: Said) -> int | None:
    return int(bool(_FOR.match(said.text))) if said.label == "AUDIENCE" else None


def _use(uses: set[str]) -> Callable[[Said], int | None]:
    def way(said: Said) -> int | None:
        if (said.label, said.next_label) == ("FEATURE", "CATEGORY"):
            return 0
        begins = said.label == "CATEGORY" and any(spelling(part) in uses for part in _beginnings(said.text))
        return 1 if begins else None

    return way


def _line(makers: set[str], lines: set[str]) -> Callable[[Said], int | None]:
    def way(said: Said) -> int | None:
        if (said.label, said.next_label) == ("BRAND", "MODEL"):
            return 0
        words = said.text.split()
        cuts = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words)))
        is_one = said.label == "BRAND" and any(spelling(a) in makers and spelling(b) in lines for a, b in cuts)
        return 1 if is_one else None

    return way


def _container(said: Said) -> int | None:
    if said.label != "SIZE" or not said.text[:1].isdigit():
        return None
    return int(bool(_CONTAINER.fullmatch(said.text)))


def _beginnings(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[:n]) for n in range(1, len(words))]


def _is_dropped(said: Said) -> bool:
    standardize = default_standardizer().standardize
    return standardize("audience", said.text).value == standardize("audience", _FOR.sub("", said.text)).value


def _is_divided(said: Said) -> bool:
    leading = default_standardizer().rulebook.rules("category").leading
    return any(spelling(part) in leading for part in _beginnings(said.text))


def _is_amount(said: Said) -> bool:
    match = _CONTAINER.fullmatch(said.text)
    settle = default_standardizer().settle
    return match is not None and settle("size", said.text)[1].value == settle("size", match["amount"])[1].value


def _show(source: str, question: Question, said: Sequence[Said]) -> None:
    ways = [question.way(each) for each in said]
    first, second = (sum(way == number for way in ways) for number in (0, 1))
    other = [each for each, way in zip(said, ways, strict=True) if way == 1]
    unified = sum(map(question.rule, other))
    common = [text for text, _ in Counter(each.text.lower() for each in other).most_common(_EXAMPLES)]
    counts = f"{question.ways[0]} {first:,}, {question.ways[1]} {second:,}, of these the same by rule {unified:,}"
    print(f"  {source}: {counts}; such as {', '.join(common) or 'none'}")


if __name__ == "__main__":
    main()
