"""Properties that an item lacks, as its neighbours suggest them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.items import Item, Property

# Neighbours vote by a power of their scores, so that the nearest decide where they agree.
_POWER = 2
# Doubt, in votes of a middling neighbour: one neighbour alone is no proof.
_DOUBT = 1.0
# A name with so many numbers of one unit is suggested as the range of their middle part.
_FEWEST_NUMBERS = 3
_LOW, _HIGH = 0.1, 0.9

MOST_VALUES = 3
_MOST_EVIDENCE = 5


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An item that resembles the one that lacks something, and how much."""

    item: Item
    score: float


@dataclass(frozen=True, slots=True)
class SuggestedValue:
    """A value that `support` neighbours have; `evidence` names the nearest of them.

    `confidence` is the share of their votes among the neighbours that have the property at all, with some doubt.
    """

    value: str
    display: str
    support: int
    confidence: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuggestedRange:
    """The middle eight tenths of the numbers of `support` neighbours."""

    low: float
    high: float
    unit: str | None
    support: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A property that an item lacks. `having`: how many of its neighbours have it."""

    name: str
    having: int
    values: tuple[SuggestedValue, ...]
    range: SuggestedRange | None = None

    @property
    def confidence(self) -> float:
        return self.values[0].confidence if self.values else 0.0


def find_gaps(item: Item, neighbours: Sequence[Neighbour]) -> list[Gap]:
    """Returns the properties that neighbours have and the item lacks, the surest first, then by name.

    A property of which the item's text contradicts the owner is not lacking.
    """
    own = {prop.name for prop in (*item.properties, *item.conflicts)}
    having: defaultdict[str, list[Neighbour]] = defaultdict(list)
    for each in neighbours:
        for name in {prop.name for prop in each.item.properties} - own:
            having[name].append(each)
    typical = sum(_votes(each) for each in neighbours) / len(neighbours) if neighbours else 0.0
    found = [_gap(name, voters, typical * _DOUBT) for name, voters in having.items()]
    return sorted(found, key=lambda gap: (-gap.confidence, gap.name))


def _votes(neighbour: Neighbour) -> float:
    return float(neighbour.score**_POWER)


def _gap(name: str, voters: Sequence[Neighbour], doubt: float) -> Gap:
    whole = sum(map(_votes, voters)) + doubt
    supporters: defaultdict[str, list[tuple[Neighbour, Property]]] = defaultdict(list)
    for voter in voters:
        for prop in voter.item.properties:
            if prop.name == name:
                supporters[prop.value].append((voter, prop))
    values = [_value(value, found, whole) for value, found in supporters.items()]
    values.sort(key=lambda each: (-each.confidence, each.value))
    return Gap(name, len(voters), tuple(values[:MOST_VALUES]), _range(supporters))


def _value(value: str, found: Sequence[tuple[Neighbour, Property]], whole: float) -> SuggestedValue:
    votes = sum(_votes(voter) for voter, _ in found)
    confidence = round(votes / whole, 4) if whole else 0.0
    return SuggestedValue(value, found[0][1].display, len(found), confidence, _evidence(voter for voter, _ in found))


def _range(supporters: Mapping[str, Sequence[tuple[Neighbour, Property]]]) -> SuggestedRange | None:
    """Returns the middle of the numbers of the commonest unit, if there are several different ones."""
    units: defaultdict[str | None, list[tuple[float, Neighbour]]] = defaultdict(list)
    for found in supporters.values():
        for voter, prop in found:
            if prop.number is not None:
                units[prop.unit].append((prop.number, voter))
    if not units:
        return None
    unit = min(units, key=lambda each: (-len(units[each]), each or ""))
    numbers = sorted(number for number, _ in units[unit])
    if len(set(numbers)) < _FEWEST_NUMBERS:
        return None
    low, high = (numbers[round(share * (len(numbers) - 1))] for share in (_LOW, _HIGH))
    nearest = sorted((voter for _, voter in units[unit]), key=lambda each: (-each.score, each.item.id))
    return SuggestedRange(low, high, unit, len(numbers), _evidence(nearest))


def _evidence(voters: Iterable[Neighbour]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.item.id for each in voters))[:_MOST_EVIDENCE]
