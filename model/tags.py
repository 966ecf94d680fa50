"""Defines the tag schemes as tables, and converts labels to tags and spans to tags and back.

Sources: IOB2 of CoNLL-2002 (Tjong Kim Sang 2002), IOBES of Ratinov and Roth (2009).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.spans import Span
from model.tokens import Int32, Tokens

SchemeName = Literal["IOB2", "IOBES"]
OUTSIDE = 0


@dataclass(frozen=True, slots=True)
class Scheme:
    """The prefixes of a label's tags, in the order of their numbers, and the positions in which they may occur.

    A prefix in `opens` may begin a span. One in `continues` continues the span before it. One in `closes` may end a
    span. One in `lasts` may be followed by one in `continues`.
    """

    name: SchemeName
    prefixes: str
    opens: str
    continues: str
    lasts: str
    closes: str

    def tags_of(self, labels: Sequence[str]) -> list[str]:
        """Returns `["O", "B-X", "I-X", "B-Y", …]`. The tags of label k begin at 1 + k * len(prefixes)."""
        return ["O", *(f"{prefix}-{label}" for label in labels for prefix in self.prefixes)]

    def width(self, labels: Sequence[str]) -> int:
        """The number of tags."""
        return 1 + len(self.prefixes) * len(labels)

    def write(self, length: int, label: int) -> list[int]:
        """Returns the tag numbers of a span of `length` tokens."""
        first = 1 + label * len(self.prefixes)
        single, last = ("S", "E") if "S" in self.prefixes else ("B", "I")
        names = single if length == 1 else "B" + "I" * (length - 2) + last
        return [first + self.prefixes.index(name) for name in names]

    def parse(self, tag: int) -> tuple[str, int]:
        """Returns the prefix and the label number of a tag other than `O`."""
        label, prefix = divmod(tag - 1, len(self.prefixes))
        return self.prefixes[prefix], label

    def transitions(self, labels: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """Returns which tag may follow which, bool [tags, tags], and which may come first and last, bool [tags]."""
        prefixes = ["O", *list(self.prefixes) * labels]
        owner = np.array([-1, *np.repeat(np.arange(labels), len(self.prefixes))])
        first = np.array([prefix == "O" or prefix in self.opens for prefix in prefixes])
        last = np.array([prefix == "O" or prefix in self.closes for prefix in prefixes])
        goes_on = np.array([prefix in self.lasts for prefix in prefixes])
        continues = np.array([prefix in self.continues for prefix in prefixes])
        within = (owner[:, None] == owner[None, :]) & goes_on[:, None] & continues[None, :]
        return (last[:, None] & first[None, :]) | within, first, last


IOB2 = Scheme("IOB2", prefixes="BI", opens="B", continues="I", lasts="BI", closes="BI")
IOBES = Scheme("IOBES", prefixes="BIES", opens="BS", continues="IE", lasts="BI", closes="ES")
SCHEMES: dict[SchemeName, Scheme] = {scheme.name: scheme for scheme in (IOB2, IOBES)}


def spans_to_tags(
    tokens: Tokens, spans: Iterable[Span], labels: Sequence[str], scheme: Scheme = IOB2
) -> tuple[Int32, list[Span]]:
    """Returns the tags, int32 [tokens], and the spans that tags cannot express.

    Such a span cuts a token, overlaps an earlier span or has an unknown label. It leaves no tag.
    """
    tags = np.zeros(len(tokens), dtype=np.int32)
    refused: list[Span] = []
    for span in spans:
        first = int(np.searchsorted(tokens.starts, span.start))
        last = int(np.searchsorted(tokens.ends, span.end, side="right"))
        aligned = first < last and tokens.starts[first] == span.start and tokens.ends[last - 1] == span.end
        if not aligned or span.label not in labels or tags[first:last].any():
            refused.append(span)
            continue
        tags[first:last] = scheme.write(last - first, labels.index(span.label))
    return tags, refused


def runs(tags: Sequence[int] | NDArray[np.integer], scheme: Scheme = IOB2) -> list[tuple[int, int, int]]:
    """Returns the runs of equal label in a sequence of tag numbers: `(first token, end token exclusive, label number)`.

    A continuing tag without a run of its label before it begins a run, as in conlleval.
    """
    found: list[tuple[int, int, int]] = []
    before = "O"
    for index, tag in enumerate(np.asarray(tags).tolist()):
        if tag == OUTSIDE:
            before = "O"
            continue
        prefix, label = scheme.parse(tag)
        if prefix in scheme.continues and before in scheme.lasts and found[-1][2] == label:
            found[-1] = (found[-1][0], index + 1, label)
        else:
            found.append((index, index + 1, label))
        before = prefix
    return found
