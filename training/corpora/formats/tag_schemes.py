"""Defines the tag schemes of column files in a table, and recognises the scheme of a file.

Tjong Kim Sang and Veenstra (1999) define IOB1 and IOB2; Ratinov and Roth (2009) define IOBES and BILOU. Tags are
grouped as in conlleval, the script of the CoNLL shared tasks, which finds the same spans in every scheme.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from re import fullmatch

# Prefix and label. A token outside every span has the prefix "O" and an empty label.
Tag = tuple[str, str]
# From one tag to the next: the first prefix, whether the label stays the same, the second prefix. A sentence starts
# from "O" and ends in "O".
Step = tuple[str, bool, str]
OUTSIDE: Tag = ("O", "")


@dataclass(frozen=True, slots=True)
class TagScheme:
    """The prefixes that may occur at each position of a span.

    A prefix in `opens` begins a span. One in `splits` begins a span right after a span of the same label. One in
    `continues` continues the span before it. One in `closes` may end a span.
    """

    name: str
    opens: str
    splits: str
    continues: str
    closes: str

    def allows(self, step: Step) -> bool:
        """Tells whether the scheme permits a step."""
        before, same, after = step
        if goes_on(step):
            return after in self.continues
        closed = before == "O" or before in self.closes
        return closed and (after == "O" or after in (self.splits if same else self.opens))


IOB2 = TagScheme("IOB2", opens="B", splits="B", continues="I", closes="BI")
# When two schemes explain a file equally well, the first one is chosen.
TAG_SCHEMES = (
    IOB2,
    TagScheme("IOB1", opens="I", splits="B", continues="I", closes="BI"),
    TagScheme("IOBES", opens="BS", splits="BS", continues="IE", closes="ES"),
    TagScheme("BILOU", opens="BU", splits="BU", continues="IL", closes="LU"),
    TagScheme("BMES", opens="BS", splits="BS", continues="ME", closes="ES"),
)


def goes_on(step: Step) -> bool:
    """Tells whether the second tag belongs to the span of the first, in any scheme."""
    before, same, after = step
    return same and before in "BIM" and after in "IMEL"


@lru_cache(maxsize=4096)
def parse_tag(tag: str) -> Tag | None:
    """Splits `B-PER` into prefix and label; a label may have spaces. Returns None for a string that is not a tag."""
    if tag == "O":
        return OUTSIDE
    found = fullmatch(r"([BIESLUM])-(\S(?:.*\S)?)", tag)
    return (found[1], found[2]) if found else None


def steps(tags: Sequence[Tag]) -> Iterator[Step]:
    """Yields the steps between the tags of a sentence, including the step into the first and out of the last tag."""
    for (before, left), (after, right) in pairwise(chain([OUTSIDE], tags, [OUTSIDE])):
        yield before, left == right and before != "O", after


def recognise_scheme(sentences: Iterable[Sequence[Tag]]) -> TagScheme:
    """Returns the scheme that the fewest steps break."""
    counts = Counter(step for tags in sentences for step in steps(tags))
    return min(TAG_SCHEMES, key=lambda scheme: sum(n for step, n in counts.items() if not scheme.allows(step)))


def runs(tags: Sequence[Tag]) -> list[tuple[int, int, str]]:
    """Returns spans `(first token, end token exclusive, label)`. A tag with nothing to continue begins a span."""
    found: list[tuple[int, int, str]] = []
    for index, (tag, step) in enumerate(zip(tags, steps(tags), strict=False)):
        if goes_on(step):
            found[-1] = (found[-1][0], index + 1, found[-1][2])
        elif tag != OUTSIDE:
            found.append((index, index + 1, tag[1]))
    return found
