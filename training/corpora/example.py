"""The form of labelled texts in memory. It is the same for every tool that wrote them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from model.spans import Span

FaultKind = Literal["outside", "empty", "overlap", "text", "word", "record"]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the spans that people or rules marked in it, in order of `start`, without overlap.

    `place` is `file:line`, or `file: task n` where a file has no lines. `unsure` holds extents `(start, end)` where the
    file states something that could not be kept. Training learns nothing from them, not even that no span is there.
    """

    id: str
    text: str
    spans: tuple[Span, ...]
    place: str = ""
    unsure: tuple[tuple[int, int], ...] = ()

    def knows(self, start: int, end: int) -> bool:
        """Whether the example tells if a span is there: not where it touches an unsure extent."""
        return not any(start < last and first < end for first, last in self.unsure)

    def judged(self, found: Iterable[Span]) -> list[Span]:
        """Returns the predicted spans that are either right or wrong."""
        return [span for span in found if self.knows(span.start, span.end)]


@dataclass(frozen=True, slots=True)
class CorpusFault:
    """A span or a record that could not be kept as the file states it.

    `kind` is one of: `outside` (the span runs past the text), `empty` (the span has no length), `overlap` (it overlaps
    a span that is kept), `text` (the file quotes a text that is not at the offsets), `word` (it begins or ends
    inside a word), `record` (the record is no example, or a tag, label or annotation in it cannot be understood).
    `text` is the text of the span, or the beginning of the record.
    """

    place: str
    kind: FaultKind
    text: str
    detail: str

    def __str__(self) -> str:
        return f"{self.place}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The examples of one file and its faults. `format` is a key of `FORMATS`."""

    source: str
    format: str
    examples: tuple[Example, ...]
    faults: tuple[CorpusFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """A corpus in splits. `splits` holds the corpora that exist of `train`, `validation` and `test`, in this order."""

    source: str
    splits: dict[str, Corpus] = field(default_factory=dict)


def labels_of(examples: Iterable[Example]) -> list[str]:
    """Returns the labels that occur in the examples, sorted."""
    return sorted({span.label for example in examples for span in example.spans})
