"""Tag schemes as tables: labels to tags, spans to tags and back.

IOB2 as in CoNLL-2002 (Tjong Kim Sang 2002), IOBES as in Ratinov and Roth 2009.
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
    """The prefixes of a label's tags, in the order of their numbers, and which of them open, continue and close.

    A prefix of `opens` may begin a span, one of `continues` goes on with the span before it, one of `closes` may be
    its last; one of `lasts` may be followed by one of `continues`.
    """

    name: SchemeName
    prefixes: str
    opens: str
    continues: str
    lasts: str
    closes: str

    def tags_of(self, labels: Sequence[str]) -> list[str]:
        """`["O", "B-X", "I-X", "B-Y", …]`: the tags of label k follow each other from 1 + k * len(prefixes)."""
        return ["O", *(f"{prefix}-{label}" for label in labels for prefix in self.prefixes)]

    def width(self, labels: Sequence[str]) -> int:
        """The number of tags."""
        return 1 + len(self.prefixes) * len(labels)

    def write(self, length: int, label: int) -> list[int]:
        """The tags of a span of `length` tokens."""
        first = 1 + label * len(self.prefixes)
        single, last = ("S", "E") if "S" in self.prefixes else ("B", "I")
        names = single if length == 1 else "B" + "I" * (length - 2) + last
        return [first + self.prefixes.index(name) for name in names]

    def parse(self, tag: int) -> tuple[str, int]:
        """Prefix and label number of a tag other than `O`."""
        label, prefix = divmod(tag - 1, len(self.prefixes))
        return self.prefixes[prefix], label

    def transitions(self, labels: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """Which tag may follow which, bool [tags, tags]; which may stand first and last, bool [tags]."""
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
    """Tags int32 [tokens], and the spans that no run of whole free tokens expresses.

    Such a span (it cuts a token, overlaps an earlier one, or has an unknown label) leaves no tag.
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
    """The labelled runs `(first token, last token exclusive, label number)` of a sequence of tag numbers.

    A continuing tag that continues no run of its label begins one, as in conlleval.
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
