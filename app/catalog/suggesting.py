"""Finds values of the graph that are likely to mean the same. A person then decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event

from app.catalog.leaving import until_gone
from app.domain.aliases.suggestions import Seen, Variant, find_variants
from app.domain.items import Property
from app.domain.standard import Standardizer
from app.graph.store import GraphStore


@dataclass(frozen=True, slots=True)
class Wanted:
    """Selects variants of the properties `names` (empty: of all) on at least `least` items, `limit` at most."""

    names: frozenset[str]
    least: int
    limit: int

    def includes(self, variant: Variant) -> bool:
        return (not self.names or variant.value.name in self.names) and len(variant.alias.items) >= self.least


def suggest_merges(
    store: GraphStore, standardizer: Standardizer, wanted: Wanted, gone: Event | None = None
) -> list[Variant]:
    """Returns the wanted variants, the likeliest first. Reads the whole graph. Raises Cancelled if the caller goes."""
    found = find_variants(_read_values(store, gone), standardizer)
    return [each for each in found if wanted.includes(each)][: wanted.limit]


def _read_values(store: GraphStore, gone: Event | None) -> Iterable[Seen]:
    """Returns every value of the graph with the positions of its items. Memory grows by eight bytes per position.

    Values that contradict the owner's count too: "hp" in the title of an item that is given as "hewlett packard".
    """
    found: dict[tuple[str, str], Seen] = {}
    with store.snapshot() as snapshot:
        for position, item in enumerate(until_gone(snapshot.items(), gone)):
            for prop in filter(_is_said, (*item.properties, *item.conflicts)):
                key = prop.name, prop.value
                said = prop.evidence[0].text if prop.evidence else prop.display
                found.setdefault(key, Seen(*key)).add(position, item.id, said)
    return found.values()


def _is_said(prop: Property) -> bool:
    """Quantities have no variants, and implied values come from the rules rather than from a text."""
    return prop.number is None and prop.unit is None and prop.narrower is None
