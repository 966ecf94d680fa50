"""Paths of the graph: what connects two items or properties."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product

from app.domain.relevance.formula import MICRO

Key = tuple[str, str]
Vertex = str | Key


@dataclass(frozen=True, slots=True)
class Path:
    """Vertices from one end to the other: ids of items, and names and values of properties, in turns.

    `weight` is the sum of the weights of its properties (app.domain.relevance): rarer ones weigh more.
    """

    vertices: tuple[Vertex, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class End:
    """One end of a path: an item with its properties, or a property alone."""

    item: str | None
    keys: tuple[Key, ...]

    @property
    def vertices(self) -> tuple[Vertex, ...]:
        """The vertices beyond the property at which a path reaches this end."""
        return () if self.item is None else (self.item,)


def direct_paths(start: End, end: End, weights: Mapping[Key, int]) -> list[Path]:
    """Returns the paths through a property of both ends, the heaviest first, then by name and value."""
    shared = set(start.keys) & set(end.keys)
    paths = [Path((*start.vertices, key, *end.vertices), weights[key] / MICRO) for key in shared]
    return sorted(paths, key=lambda path: (-path.weight, path.vertices))


def paths_through_items(
    start: End, end: End, holders: Mapping[Key, Set[str]], weights: Mapping[Key, int]
) -> Iterator[Path]:
    """Yields the paths through one further item, the heaviest first, then by names, values and id.

    `holders` has the items of every property of both ends.
    """
    ends = {start.item, end.item}
    pairs = sorted(product(start.keys, end.keys), key=lambda pair: (-_sum(pair, weights), pair))
    for first, last in pairs:
        for item in sorted((holders[first] & holders[last]) - ends):
            vertices = (*start.vertices, first, item, last, *end.vertices)
            yield Path(vertices, _sum((first, last), weights) / MICRO)


def _sum(keys: Sequence[Key], weights: Mapping[Key, int]) -> int:
    return sum(weights[key] for key in keys)
