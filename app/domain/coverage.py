"""How completely a graph describes its items: which properties they have, who says so, and how surely."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.items import Item

# A score below this is low: less than an even chance that the model is right.
LOW_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class Covered:
    """A property, counted over some items.

    `items` have it: `given` by the owner, `corrected` by a person but not given, or by the texts alone (`extracted`).
    `values`: how many distinct ones, and `once`: how many of these only one item has. `low`: how many values of items
    have a low score. `conflicts`: items whose texts contradict the owner.
    """

    name: str
    items: int = 0
    given: int = 0
    values: int = 0
    once: int = 0
    low: int = 0
    conflicts: int = 0
    corrected: int = 0

    @property
    def extracted(self) -> int:
        return self.items - self.given - self.corrected


@dataclass(frozen=True, slots=True)
class Coverage:
    """The properties of some items, that of most items first, then by name. `group`: the value that they share."""

    group: str | None
    items: int
    properties: tuple[Covered, ...]


def coverage(items: Iterable[Item], by: str | None) -> list[Coverage]:
    """Counts the properties of all items, or of those with each value of the property `by`."""
    tallies: defaultdict[str | None, _Tally] = defaultdict(_Tally)
    if by is None:
        tallies[None] = _Tally()
    for item in items:
        groups = {None} if by is None else {prop.value for prop in item.properties if prop.name == by}
        for group in groups:
            tallies[group].add(item)
    return in_order(Coverage(group, each.items, each.covered()) for group, each in tallies.items())


def in_order(found: Iterable[Coverage]) -> list[Coverage]:
    """Returns the groups of most items first, then by value."""
    return sorted(found, key=lambda each: (-each.items, each.group or ""))


def covered_in_order(found: Iterable[Covered]) -> tuple[Covered, ...]:
    return tuple(sorted(found, key=lambda each: (-each.items, each.name)))


@dataclass(slots=True)
class _Tally:
    items: int = 0
    having: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    corrected: Counter[str] = field(default_factory=Counter)
    low: Counter[str] = field(default_factory=Counter)
    conflicts: Counter[str] = field(default_factory=Counter)
    values: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, item: Item) -> None:
        self.items += 1
        self.having.update({prop.name for prop in item.properties})
        given = {prop.name for prop in item.properties if prop.source == "given"}
        self.given.update(given)
        self.corrected.update({prop.name for prop in item.properties if prop.source == "corrected"} - given)
        self.low.update(prop.name for prop in item.properties if prop.score < LOW_SCORE)
        self.conflicts.update({prop.name for prop in item.conflicts})
        for prop in item.properties:
            self.values[prop.name][prop.value] += 1

    def covered(self) -> tuple[Covered, ...]:
        return covered_in_order(
            Covered(
                name,
                self.having[name],
                self.given[name],
                len(self.values[name]),
                sum(count == 1 for count in self.values[name].values()),
                self.low[name],
                self.conflicts[name],
                self.corrected[name],
            )
            for name in self.having.keys() | self.conflicts.keys()
        )
