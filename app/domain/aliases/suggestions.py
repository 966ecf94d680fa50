"""Finds values of a property that are likely to be the same. A person then decides."""

import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.aliases.likeness import LIKENESSES, Likeness, Surroundings, odd_word, same_digits, words_of
from app.domain.standard import Standardizer, StandardValue, spelling

# Of the values that share a key, only this many of the commonest are compared with all others. This bounds the work.
_MAX_COMPARED = 50
_EXAMPLES = 3
# More items with both values than this do not raise the score further.
_MOST_TOGETHER = 5


@dataclass(slots=True)
class Seen:
    """A value of property `name`.

    `items` has the positions of the items with the value, in rising order. `examples` has the ids of some of them, with
    their wording.
    """

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
    """A pair of values: `alias` may mean the same as the commoner `value`. `together` items have both."""

    value: Seen
    alias: Seen
    reason: str
    together: int

    @property
    def score(self) -> float:
        """The rank of the suggestion. It grows with the certainty, and with the number of items that have the alias."""
        sure = LIKENESSES[self.reason].weight * (1 + min(self.together, _MOST_TOGETHER) / _MOST_TOGETHER)
        return sure * (1 + math.log2(len(self.alias.items)) / 4)


def find_variants(values: Iterable[Seen], standardizer: Standardizer) -> list[Variant]:
    """Returns likely variants, the likeliest first. An alias has one value only, and no value is itself an alias.

    A pair that would make a chain is left out; it is found again after the first merge. Pairs that the rules of the
    standardizer already cover are not suggested either: the same value, two different values, or a broader one.
    """
    by_name: dict[str, list[Seen]] = defaultdict(list)
    common: Counter[str] = Counter()
    for seen in values:
        by_name[seen.name].append(seen)
        for word in set(words_of(seen.value)):
            common[word] += len(seen.items)
    found = [variant for same in by_name.values() for variant in _of_one_name(same, common, standardizer)]
    return sorted(found, key=lambda each: (-each.score, each.alias.name, each.value.value, each.alias.value))


def _of_one_name(values: Iterable[Seen], common: Mapping[str, int], standardizer: Standardizer) -> Iterator[Variant]:
    ordered = sorted(values, key=lambda seen: (-len(seen.items), seen.value))
    known = Surroundings(common, {seen.value for seen in ordered})
    best: dict[str, Variant] = {}
    for reason, likeness in LIKENESSES.items():
        for value, alias in _pairs(ordered, likeness.keys):
            if not _are_alike(value, alias, likeness, known) or _are_known(value, alias, standardizer):
                continue
            variant = Variant(value, alias, reason, _count_both(value, alias))
            rival = best.get(alias.value)
            if rival is None or variant.score > rival.score:
                best[alias.value] = variant
    return (each for each in best.values() if each.value.value not in best)


def _pairs(ordered: Sequence[Seen], keys: Callable[[str], Iterable[str]]) -> Iterator[tuple[Seen, Seen]]:
    """Yields the pairs that share a key, the commoner value first. A pair with several keys is repeated."""
    blocks: dict[str, list[Seen]] = defaultdict(list)
    for seen in ordered:
        for key in sorted(set(keys(seen.value))):
            blocks[key].append(seen)
    for block in blocks.values():
        for place, one in enumerate(block[:_MAX_COMPARED]):
            for other in block[place + 1 :]:
                yield one, other


def _are_alike(value: Seen, alias: Seen, likeness: Likeness, known: Surroundings) -> bool:
    if len(value.items) < likeness.ratio * len(alias.items):
        return False
    if likeness.together and _count_both(value, alias) < likeness.together:
        return False
    if not likeness.holds(value.value, alias.value, known) or not same_digits(value.value, alias.value):
        return False
    odd = odd_word(value.value, alias.value)
    # A word that is common in other values is not a misspelling: "horse" and "house".
    return odd is None or known.words[odd[0]] >= likeness.ratio * known.words[odd[1]]


def _count_both(one: Seen, other: Seen) -> int:
    """Counts the items that have both values."""
    small, large = sorted((one.items, other.items), key=len)
    places = ((bisect_left(large, item), item) for item in small)
    return sum(place < len(large) and large[place] == item for place, item in places)


def _are_known(value: Seen, alias: Seen, standardizer: Standardizer) -> bool:
    rules = standardizer.rulebook.rules(value.name)
    if all(spelling(each.value) in rules.values for each in (value, alias)):
        return True
    one, other = (standardizer.standardize(each.name, each.value) for each in (value, alias))
    if one.value == other.value or one.value in other.broader or other.value in one.broader:
        return True
    return _is_list(one) != _is_list(other)


def _is_list(standard: StandardValue) -> bool:
    """ "baby and girls" are two audiences, "baby girls" is one."""
    return " and " in standard.value and set(standard.value.split(" and ")) <= set(standard.broader)
