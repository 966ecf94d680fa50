"""Reads the values that items were given from a service's graph."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.cli.client import Client
from app.cli.progress import spinner
from app.cli.vocabulary.exported import items_of
from app.domain.standard import Standardizer, fold


@dataclass(slots=True)
class GivenValue:
    """A standard value, and the ways in which owners wrote it, with the number of items for each way."""

    value: str
    ways: Counter[str] = field(default_factory=Counter)

    @property
    def items(self) -> int:
        return self.ways.total()

    def entry(self) -> tuple[str, list[str]]:
        """Returns the value as people write it, and the ways that differ in more than upper and lower case."""
        first: dict[str, str] = {}
        for way in sorted(self.ways, key=lambda way: (-self.ways[way], way.isupper(), way)):
            first.setdefault(fold(way), way)
        said = first.pop(self.value, self.value)
        return said, list(first.values())


def read_given(client: Client, name: str, rules: Standardizer) -> list[GivenValue]:
    """Returns the values in words that items were given for property `name`, the most frequent first.

    Quantities are left out, because a list of numbers finds too much.
    """
    found: dict[str, GivenValue] = {}
    with spinner("reading") as tell, client.export("jsonl") as parts:
        for position, raw in enumerate(_raw_values(parts, name, rules)):
            value = rules.standardize(name, raw)
            if value.value and value.number is None:
                found.setdefault(value.value, GivenValue(value.value)).ways[raw.strip()] += 1
            if position % 1000 == 0:
                tell(f"reading, {position:,} values")
    return sorted(found.values(), key=lambda each: (-each.items, each.value))


def _raw_values(parts: Iterator[bytes], name: str, rules: Standardizer) -> Iterator[str]:
    return (raw for item in items_of(parts) for said, raw in item["given"] if rules.name(said) == name)
