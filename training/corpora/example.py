"""The one in-memory form of labelled texts, whatever tool wrote them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from model.spans import Span

FaultKind = Literal["outside", "empty", "overlap", "text", "word", "record"]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the spans that people (or rules) marked in it, in order of `start`, without overlap.

    `place` is `file:line` (or `file: task n` where a file has no lines). `unsure`: stretches `(start, end)` about
    which the file says something that could not be kept, so that nothing is learnt from them, not even absence.
    """

    id: str
    text: str
    spans: tuple[Span, ...]
    place: str = ""
    unsure: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A span or a record that could not be kept as it stands.

    `kind`: `outside` (runs past the text), `empty` (nothing between its ends), `overlap` (with a span kept before),
    `text` (the file quotes another text than stands at the offsets), `word` (begins or ends inside a word),
    `record` (a line that is no example at all, or a tag, a label or an annotation in it that cannot be understood).
    `text` is the stretch in question, or the beginning of the record.
    """

    place: str
    kind: FaultKind
    text: str
    detail: str

    def __str__(self) -> str:
        return f"{self.place}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The examples of one file, and what in it could not be kept. `format` is a name of `FORMATS`."""

    source: str
    format: str
    examples: tuple[Example, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """A corpus in splits. `splits` holds those that there are of `train`, `validation` and `test`, in this order."""

    source: str
    splits: dict[str, Corpus] = field(default_factory=dict)


def labels_of(examples: Iterable[Example]) -> list[str]:
    """The labels that occur, sorted."""
    return sorted({span.label for example in examples for span in example.spans})
