"""Makes further training texts from labelled ones: other values, another order, fewer words, typing errors."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from model.spans import Span
from training.corpora.example import Example

_SWAPPED, _DROPPED, _MISTYPED = 0.5, 0.1, 0.03
_PARTS = re.compile(r" - |, | \| ")
_WORD = re.compile(r"\w{4,}")
# A text in pieces: each with the label of its span, or None between spans.
Pieces = list[tuple[str, str | None]]


def augment(examples: Sequence[Example], copies: int, seed: int) -> list[Example]:
    """Returns `copies` changed copies of each example, the same for the same seed.

    A value gives way to another of its label with a probability of one half. Words outside all spans are dropped with
    one of 10 %, and two neighbouring letters change places in 3 % of the words. The parts of a title, between commas
    and dashes, are shuffled in every second copy.
    """
    chance = random.Random(seed)  # noqa: S311 (no secret)
    values: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        for span in example.spans:
            values[span.label].append(span.text)
    ways: list[Callable[[Pieces], Pieces]] = [
        lambda pieces: _swap(pieces, values, chance),
        lambda pieces: _drop(pieces, chance),
        lambda pieces: _mistype(pieces, chance),
    ]
    return [_copy(each, number, ways, chance) for number in range(copies) for each in examples]


def _copy(example: Example, number: int, ways: Sequence[Callable[[Pieces], Pieces]], chance: random.Random) -> Example:
    pieces = _pieces(_shuffled(example, chance) if number % 2 else example)
    for change in ways:
        pieces = change(pieces)
    text, spans = "", []
    for said, label in pieces:
        if label is not None:
            spans.append(Span(len(text), len(text) + len(said), label, said))
        text += said
    return Example(f"{example.id}+{number + 1}", text, tuple(spans), example.place)


def _pieces(example: Example) -> Pieces:
    pieces: Pieces = []
    at = 0
    for span in example.spans:
        pieces += [(example.text[at : span.start], None), (span.text, span.label)]
        at = span.end
    return [*pieces, (example.text[at:], None)]


def _swap(pieces: Pieces, values: Mapping[str, Sequence[str]], chance: random.Random) -> Pieces:
    return [
        (chance.choice(values[label]) if label and chance.random() < _SWAPPED else said, label)
        for said, label in pieces
    ]


def _drop(pieces: Pieces, chance: random.Random) -> Pieces:
    def shorter(match: re.Match[str]) -> str:
        return "" if chance.random() < _DROPPED else match[0]

    return [(re.sub(r"\b\w+ ", shorter, said) if label is None else said, label) for said, label in pieces]


def _mistype(pieces: Pieces, chance: random.Random) -> Pieces:
    def mistyped(match: re.Match[str]) -> str:
        word, at = match[0], chance.randrange(1, len(match[0]) - 1)
        return word if chance.random() >= _MISTYPED else word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return [(_WORD.sub(mistyped, said), label) for said, label in pieces]


def _shuffled(example: Example, chance: random.Random) -> Example:
    """Returns the example with the parts of its title in another order. A part that cuts a span is no part."""
    cuts = [m.span() for m in _PARTS.finditer(example.text)]
    cuts = [cut for cut in cuts if not any(s.start < cut[1] and cut[0] < s.end for s in example.spans)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(example.text)]
    parts = list(zip(starts, ends, strict=True))
    chance.shuffle(parts)
    text, spans = "", []
    for start, end in parts:
        text += ", " if text else ""
        inside = [span for span in example.spans if start <= span.start and span.end <= end]
        spans += [
            replace(span, start=span.start - start + len(text), end=span.end - start + len(text)) for span in inside
        ]
        text += example.text[start:end]
    return replace(example, text=text, spans=tuple(spans))
