"""What was found of each given property, and which properties a model can learn."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.items import Key
from app.domain.standard import StandardValue
from app.lifecycle.labels.places import Place, ReadWords


@dataclass(frozen=True, slots=True)
class Needs:
    """What a property needs so that a model can learn it.

    `items`: the number of items whose texts say their value. `values`: the number of different values said. `share`:
    the share of the items with the property whose texts say it. A model that never sees a value in texts learns nothing
    but to miss it.
    """

    items: int = 30
    values: int = 3
    share: float = 0.2


@dataclass(frozen=True, slots=True)
class PropertyReport:
    """A property: items that have it, different values, items whose texts say it, different values said.

    `ambiguous` places say two given properties at once. `contradicted` places say another value than the item has.
    `reason` says why the property is not taught; empty if it is.
    """

    name: str
    given: int
    values: int
    found: int
    values_found: int
    ambiguous: int
    contradicted: int
    reason: str

    @property
    def is_taught(self) -> bool:
        return not self.reason


@dataclass(slots=True)
class _Counts:
    items: int = 0
    values: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    said: Counter[str] = field(default_factory=Counter)
    ambiguous: int = 0
    contradicted: int = 0


@dataclass(slots=True)
class Tally:
    """Counts what is given and what is found."""

    counts: dict[str, _Counts] = field(default_factory=lambda: defaultdict(_Counts))

    def give(self, given: Mapping[Key, StandardValue]) -> None:
        for name in {name for name, _ in given}:
            self.counts[name].items += 1
        for name, value in given:
            self.counts[name].values.add(value)

    def find(self, item_id: str, read: ReadWords, places: Iterable[Place]) -> None:
        for place in places:
            for name in place.own:
                if len(place.own) > 1:
                    self.counts[name].ambiguous += 1
                elif not place.cut:
                    self.counts[name].found.add(item_id)
                    self.counts[name].said[" ".join(read.words[slice(*place.words)])] += 1
            for name in () if place.own else place.others:
                self.counts[name].contradicted += 1

    def reports(self, wanted: Collection[str] | None, needs: Needs) -> list[PropertyReport]:
        """Returns the properties, the most often found first. Only `wanted` are taught, if they are named."""
        made = [self._report(name, each, wanted, needs) for name, each in self.counts.items() if each.items]
        return sorted(made, key=lambda each: (-each.found, each.name))

    def _report(self, name: str, each: _Counts, wanted: Collection[str] | None, needs: Needs) -> PropertyReport:
        if wanted is None:
            reason = _reason(each, needs)
        else:
            reason = "" if name in wanted and each.found else "not said in texts" if name in wanted else "not wanted"
        return PropertyReport(
            name,
            each.items,
            len(each.values),
            len(each.found),
            len(each.said),
            each.ambiguous,
            each.contradicted,
            reason,
        )


def _reason(each: _Counts, needs: Needs) -> str:
    if len(each.found) < needs.items:
        return f"said by {len(each.found)} items, of {needs.items} that are needed"
    if len(each.said) < needs.values:
        return f"{len(each.said)} values said, of {needs.values} that are needed"
    if len(each.found) < needs.share * each.items:
        return f"said by {len(each.found) / each.items:.0%} of its items, of {needs.share:.0%} that are needed"
    return ""
