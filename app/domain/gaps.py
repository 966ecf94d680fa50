"""Properties that an item lacks, as its neighbours suggest them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.items import Item, Property

# A name with so many numbers of one unit is suggested as the range of their middle part.
_FEWEST_NUMBERS = 3
_LOW, _HIGH = 0.1, 0.9

MOST_VALUES = 3
# One neighbour alone says nothing of an item.
_FEWEST = 2
_MOST_EVIDENCE = 5


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An item that resembles the one that lacks something, and how much."""

    item: Item
    score: float


@dataclass(frozen=True, slots=True)
class SuggestedValue:
    """A value that `support` neighbours have; `evidence` names the nearest of them.

    `confidence` is the share of their scores among the neighbours that have the property at all. One more neighbour, of
    a middling score, counts as a doubt: one neighbour alone is no proof.
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
    """A property that an item lacks. `having`: how many neighbours have it; `share`: their part of all scores."""

    name: str
    having: int
    share: float
    values: tuple[SuggestedValue, ...]
    range: SuggestedRange | None = None


def find_gaps(item: Item, neighbours: Sequence[Neighbour]) -> list[Gap]:
    """Returns the properties that at least two neighbours have and the item lacks.

    Those come first that most neighbours have, with most agreement on the value, then by name. A property of which the
    item's text contradicts the owner is not lacking.
    """
    own = {prop.name for prop in (*item.properties, *item.conflicts)}
    having: defaultdict[str, list[Neighbour]] = defaultdict(list)
    for each in neighbours:
        for name in {prop.name for prop in each.item.properties} - own:
            having[name].append(each)
    whole = sum(each.score for each in neighbours)
    found = [_gap(name, voters, whole, len(neighbours)) for name, voters in having.items() if len(voters) >= _FEWEST]
    return sorted(found, key=lambda gap: (-gap.share * gap.values[0].confidence, gap.name))


def _gap(name: str, voters: Sequence[Neighbour], everybody: float, neighbours: int) -> Gap:
    votes = sum(voter.score for voter in voters)
    whole = votes + everybody / neighbours
    supporters: defaultdict[str, list[tuple[Neighbour, Property]]] = defaultdict(list)
    for voter in voters:
        for prop in voter.item.properties:
            if prop.name == name:
                supporters[prop.value].append((voter, prop))
    values = [_value(value, found, whole) for value, found in supporters.items()]
    values.sort(key=lambda each: (-each.confidence, each.value))
    return Gap(
        name, len(voters), votes / everybody if everybody else 0.0, tuple(values[:MOST_VALUES]), _range(supporters)
    )


def _value(value: str, found: Sequence[tuple[Neighbour, Property]], whole: float) -> SuggestedValue:
    votes = sum(voter.score for voter, _ in found)
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
