"""Values of a property that are likely to be the same, for a person to decide.

Pairs are found by keys that both have, never by comparing all with all: for edit distance the texts with one letter
left out (Mor and Fraenkel 1982, as in SymSpell). No embedding is used: neighbours in meaning ("red", "blue") are not
the same value.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz.distance import OSA

# A misspelt value is this much rarer than the right one, and has at least so many letters.
_MISSPELT_RATIO, _LONG = 5, 5
# More values than this under one key say nothing of any two of them.
_CROWD = 50
_EXAMPLES = 3


@dataclass(slots=True)
class Seen:
    """A value of property `name`. `items`: the positions of the items that have it, upwards; `examples`: ids of some,
    each with how the item says it."""

    name: str
    value: str
    items: "array[int]" = field(default_factory=lambda: array("L"))
    examples: list[tuple[str, str]] = field(default_factory=list)

    def add(self, position: int, item_id: str, said: str) -> None:
        self.items.append(position)
        if len(self.examples) < _EXAMPLES:
            self.examples.append((item_id, said))


@dataclass(frozen=True, slots=True)
class Variant:
    """`alias` may be `value`, which is the commoner. `together`: items that have both."""

    value: Seen
    alias: Seen
    reason: str
    together: int

    @property
    def score(self) -> float:
        """To sort by: what speaks for it, times the items that it concerns."""
        return (_REASONS[self.reason].weight + min(self.together, 10)) * len(self.alias.items)


@dataclass(frozen=True, slots=True)
class _Reason:
    """`keys`: two values that share one are looked at. `holds`: whether a pair, the commoner first, is a variant."""

    keys: Callable[[str], Iterable[str]]
    holds: Callable[[Seen, Seen, int], bool]
    weight: float


def find_variants(values: Iterable[Seen]) -> list[Variant]:
    """The likeliest first; each alias at one value only. Values with digits are left out: they mean something else."""
    by_name: dict[str, list[Seen]] = defaultdict(list)
    for seen in values:
        if not any(map(str.isdigit, seen.value)):
            by_name[seen.name].append(seen)
    found = [variant for same in by_name.values() for variant in _of_one_name(same)]
    return sorted(found, key=lambda each: (-each.score, each.alias.name, each.value.value, each.alias.value))


def _of_one_name(values: Iterable[Seen]) -> Iterator[Variant]:
    ordered = sorted(values, key=lambda seen: (-len(seen.items), seen.value))
    best: dict[str, Variant] = {}
    for reason, rule in _REASONS.items():
        for value, alias in _pairs(ordered, rule.keys):
            together = _count_both(value, alias)
            if rule.holds(value, alias, together):
                variant = Variant(value, alias, reason, together)
                known = best.get(alias.value)
                if known is None or variant.score > known.score:
                    best[alias.value] = variant
    # A value that has a better one itself takes no aliases: decisions do not chain.
    return (each for each in best.values() if each.value.value not in best)


def _pairs(ordered: Iterable[Seen], keys: Callable[[str], Iterable[str]]) -> list[tuple[Seen, Seen]]:
    """Pairs that share a key, the commoner first, each once."""
    blocks: dict[str, list[Seen]] = defaultdict(list)
    for seen in ordered:
        for key in sorted(set(keys(seen.value))):
            blocks[key].append(seen)
    found = {
        (one.value, other.value): (one, other)
        for block in blocks.values()
        if len(block) <= _CROWD
        for one, other in combinations(block, 2)
    }
    return list(found.values())


def _count_both(one: Seen, other: Seen) -> int:
    small, large = sorted((one.items, other.items), key=len)
    return len(set(small).intersection(large))


def _joined(value: str) -> str:
    """Without spaces, signs and "and"."""
    return "".join(word for word in _words(value) if word != "and")


def _words(value: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in value).split()


def _joined_keys(value: str) -> Iterable[str]:
    yield _joined(value)


def _order_keys(value: str) -> Iterable[str]:
    found = sorted(word for word in _words(value) if word != "and")
    if len(found) > 1:
        yield " ".join(found)


def _deletion_keys(value: str) -> Iterable[str]:
    """The joined letters, and all ways to leave one out."""
    text = _joined(value)
    if len(text) >= _LONG:
        yield text
        yield from (text[:n] + text[n + 1 :] for n in range(len(text)))


def _initial_keys(value: str) -> Iterable[str]:
    """The initials of several words, or a short word itself, with its dots and spaces gone."""
    found = _words(value)
    if len(found) > 1:
        yield "".join(word[0] for word in found)
        yield "".join(word[0] for word in found if word not in ("and", "of", "the"))
    if len(_joined(value)) <= 5:
        yield _joined(value)


def _ends_keys(value: str) -> Iterable[str]:
    """First and last letter of the first word, and the words behind it."""
    found = _words(value)
    if found:
        yield " ".join([found[0][0], found[0][-1], *found[1:]])
        yield " ".join([found[0][:3], *found[1:]])


def _is_misspelt(value: Seen, alias: Seen, _: int) -> bool:
    one, other = _joined(value.value), _joined(alias.value)
    if one[:1] != other[:1] or len(value.items) < _MISSPELT_RATIO * len(alias.items):
        return False
    return one != other and OSA.distance(one, other, score_cutoff=1) == 1


def _is_acronym(value: Seen, alias: Seen, together: int) -> bool:
    """Only where items say both: three letters are the initials of much."""
    short, long = sorted((value.value, alias.value), key=len)
    return together > 0 and len(_words(long)) > 1 and _joined(short) in set(_initial_keys(long)) and short != long


def _is_abbreviation(value: Seen, alias: Seen, together: int) -> bool:
    """A shorter first word with letters of the longer one in their order, on the same items."""
    one, other = _words(value.value), _words(alias.value)
    if not together or one[1:] != other[1:] or one[0] == other[0]:
        return False
    short, long = sorted((one[0], other[0]), key=len)
    letters = iter(long)
    return 2 <= len(short) <= len(long) - 2 and short[0] == long[0] and all(letter in letters for letter in short)


_REASONS: Mapping[str, _Reason] = {
    "spacing": _Reason(_joined_keys, lambda *_: True, 20.0),
    "word order": _Reason(_order_keys, lambda *_: True, 10.0),
    "acronym": _Reason(_initial_keys, _is_acronym, 8.0),
    "abbreviation": _Reason(_ends_keys, _is_abbreviation, 4.0),
    "spelling": _Reason(_deletion_keys, _is_misspelt, 5.0),
}
