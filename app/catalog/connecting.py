"""What connects two items or properties."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from app.domain.filters import parse_filter
from app.domain.items import Item
from app.domain.paths import End, Path, direct_paths, paths_through_items
from app.domain.relevance.formula import weigh
from app.domain.standard import Standardizer
from app.errors import Fault, InvalidInput, NotFound
from app.graph.store import GraphStore

# Candidates that are read together, to see whether they have the properties and do not only contradict them.
_READ = 50


@dataclass(frozen=True, slots=True)
class Connections:
    """The shortest paths between two ends, rarest first, and the items on them."""

    paths: tuple[Path, ...]
    items: Mapping[str, Item]


def find_paths(store: GraphStore, standardizer: Standardizer, start: str, end: str, limit: int) -> Connections:
    """Returns the shortest paths between two ends: through a shared property, or else through one further item.

    An end is an item's id, or a property as a filter writes it (`color:navy`). Raises NotFound if no item is or has it,
    and InvalidInput if both ends are the same.
    """
    ends = store.get({start, end})
    first, last = (_to_end(store, standardizer, text, ends.get(text)) for text in (start, end))
    if first == last:
        raise InvalidInput([Fault("/to", f"{end!r} is the other end too; expected two different ends")])
    holders = {key: frozenset(store.having(key[0], [key[1]])) for key in {*first.keys, *last.keys}}
    total = store.count()
    weights = {key: weigh(total, len(found)) for key, found in holders.items()}
    if paths := direct_paths(first, last, weights)[:limit]:
        return Connections(tuple(paths), ends)
    paths, between = _confirmed(store, paths_through_items(first, last, holders, weights), limit)
    return Connections(tuple(paths), ends | between)


def _to_end(store: GraphStore, standardizer: Standardizer, text: str, item: Item | None) -> End:
    if item:
        return End(text, tuple((prop.name, prop.value) for prop in item.properties))
    try:
        asked = parse_filter(text, standardizer=standardizer)
    except InvalidInput:
        asked = None
    if asked and asked.value is not None and not asked.exclude and store.having(asked.name, [asked.value]):
        return End(None, ((asked.name, asked.value),))
    raise NotFound(f"no item {text!r}, and no item that has such a property; expected an id, or name:value")


def _confirmed(store: GraphStore, candidates: Iterator[Path], limit: int) -> tuple[list[Path], dict[str, Item]]:
    """Returns the first paths whose item has both properties. A store's holders include items that contradict one."""
    paths: list[Path] = []
    between: dict[str, Item] = {}
    while len(paths) < limit and (some := list(islice(candidates, _READ))):
        read = store.get({_middle(path) for path in some})
        kept = [path for path in some if _is_held(path, read.get(_middle(path)))][: limit - len(paths)]
        paths += kept
        between |= {_middle(path): read[_middle(path)] for path in kept}
    return paths, between


def _middle(path: Path) -> str:
    """The item between the two properties of a path."""
    (place,) = (n for n, each in enumerate(path.vertices[1:-1], 1) if isinstance(each, str))
    return str(path.vertices[place])


def _is_held(path: Path, item: Item | None) -> bool:
    keys = {(prop.name, prop.value) for prop in item.properties} if item else set()
    return all(each in keys for each in path.vertices if isinstance(each, tuple))
