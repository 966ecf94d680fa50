"""The tag schemes of column files, as a table, and which of them a file is written in.

IOB1 and IOB2 as Tjong Kim Sang and Veenstra 1999 name them, IOBES and BILOU as Ratinov and Roth 2009. Tags are grouped
as in conlleval, the script of the CoNLL shared tasks, which finds the same spans in all of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from re import fullmatch

# Prefix and label; outside there is the prefix "O" and no label.
Tag = tuple[str, str]
# The prefix before, whether the label stays the same, and the prefix after. Before and after a sentence there is "O".
Step = tuple[str, bool, str]
OUTSIDE: Tag = ("O", "")


@dataclass(frozen=True, slots=True)
class TagScheme:
    """Which prefixes may stand where.

    One of `opens` may begin a span, one of `splits` may do so right after a span of the same label, one of `continues`
    goes on with the span before it, and one of `closes` may be its last.
    """

    name: str
    opens: str
    splits: str
    continues: str
    closes: str

    def allows(self, step: Step) -> bool:
        """Whether the scheme can explain a step."""
        before, same, after = step
        if goes_on(step):
            return after in self.continues
        closed = before == "O" or before in self.closes
        return closed and (after == "O" or after in (self.splits if same else self.opens))


IOB2 = TagScheme("IOB2", opens="B", splits="B", continues="I", closes="BI")
# In the order of preference between schemes that explain a file equally well.
TAG_SCHEMES = (
    IOB2,
    TagScheme("IOB1", opens="I", splits="B", continues="I", closes="BI"),
    TagScheme("IOBES", opens="BS", splits="BS", continues="IE", closes="ES"),
    TagScheme("BILOU", opens="BU", splits="BU", continues="IL", closes="LU"),
    TagScheme("BMES", opens="BS", splits="BS", continues="ME", closes="ES"),
)


def goes_on(step: Step) -> bool:
    """Whether the second tag belongs to the span of the first, whatever the scheme."""
    before, same, after = step
    return same and before in "BIM" and after in "IMEL"


@lru_cache(maxsize=4096)
def parse_tag(tag: str) -> Tag | None:
    """`B-PER` and `O` in parts; None if it is no tag."""
    if tag == "O":
        return OUTSIDE
    found = fullmatch(r"([BIESLUM])-(\S+)", tag)
    return (found[1], found[2]) if found else None


def steps(tags: Sequence[Tag]) -> Iterator[Step]:
    """The steps between the tags of a sentence, from the one into its first tag to the one out of its last."""
    for (before, left), (after, right) in pairwise(chain([OUTSIDE], tags, [OUTSIDE])):
        yield before, left == right and before != "O", after


def recognise_scheme(sentences: Iterable[Sequence[Tag]]) -> TagScheme:
    """The scheme that leaves the fewest steps unexplained."""
    counts = Counter(step for tags in sentences for step in steps(tags))
    return min(TAG_SCHEMES, key=lambda scheme: sum(n for step, n in counts.items() if not scheme.allows(step)))


def runs(tags: Sequence[Tag]) -> list[tuple[int, int, str]]:
    """The spans `(first token, last token exclusive, label)`; a tag that continues nothing begins one."""
    found: list[tuple[int, int, str]] = []
    for index, (tag, step) in enumerate(zip(tags, steps(tags), strict=False)):
        if goes_on(step):
            found[-1] = (found[-1][0], index + 1, found[-1][2])
        elif tag != OUTSIDE:
            found.append((index, index + 1, tag[1]))
    return found
