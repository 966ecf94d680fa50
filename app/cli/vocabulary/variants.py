"""Finds likely variants among the values of a service's graph."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from app.cli.client import Client
from app.cli.progress import spinner
from app.cli.vocabulary.exported import items_of
from app.domain.aliases.suggestions import Seen, Variant, find_variants
from app.domain.standard import Rulebook, Standardizer


@dataclass(frozen=True, slots=True)
class Wanted:
    """Selects variants of the properties `names` (empty: of all) on at least `least` items, `limit` at most."""

    names: frozenset[str]
    least: int
    limit: int

    def includes(self, variant: Variant) -> bool:
        return (not self.names or variant.value.name in self.names) and len(variant.alias.items) >= self.least


def read_variants(client: Client, wanted: Wanted, rules: Rulebook) -> list[Variant]:
    """Returns the wanted variants, the likeliest first."""
    found = find_variants(_read_values(client), Standardizer(rules))
    return [each for each in found if wanted.includes(each)][: wanted.limit]


def _read_values(client: Client) -> Iterable[Seen]:
    """Returns every value of the graph with the positions of its items. Memory grows by eight bytes per position.

    Values that contradict the owner's count too: "hp" in the title of an item that is given as "hewlett packard".
    """
    found: dict[tuple[str, str], Seen] = {}
    with spinner("reading") as tell, client.export("jsonl") as parts:
        for position, item in enumerate(items_of(parts)):
            for prop in item["properties"]:
                # Quantities have no variants, and implied values come from the rules rather than from a text.
                if "number" in prop or "unit" in prop or "narrower" in prop:
                    continue
                key = prop["name"], prop["value"]
                said = prop["evidence"][0]["text"] if prop["evidence"] else prop["display"]
                found.setdefault(key, Seen(*key, array("L"))).add(position, item["id"], said)
            if position % 1000 == 0:
                tell(f"reading, {position:,} items")
        tell(f"looking through {len(found):,} values")
    return found.values()
