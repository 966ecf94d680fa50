"""Recommends items for what a caller describes: by several items, by properties and by a text."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.catalog.extracting import TextReader
from app.catalog.finding import find_items, similar_items
from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.filters import View, in_view, matches, parse_filter
from app.domain.items import Item
from app.domain.queries import Key, Similar
from app.domain.standard import Standardizer
from app.errors import Fault, InvalidInput
from app.graph.store import GraphStore
from app.index.index import Index


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller has in mind. `properties` and `filters` are in the form of filters; `without` are ids of items."""

    items: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    text: str = ""
    filters: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommended:
    """`wanted`: how often each property is wanted. A hit's shared properties weigh that many times more."""

    wanted: tuple[tuple[Key, int], ...]
    hits: tuple[Similar, ...]


def recommend(
    store: GraphStore,
    index: Index,
    vocabulary: TeamVocabulary,
    reader: TextReader,
    wish: Wish,
    limit: int,
    view: View = (),
) -> Recommended:
    """Returns the items that share most of what the items, the properties and the text have in common.

    The wish's own items are left out. Raises NotFound for an item that does not exist, and InvalidInput for a wish that
    says nothing or cannot be read.
    """
    if not (wish.items or wish.properties or wish.text.strip()):
        raise InvalidInput([Fault("/item", "expected an item, a property or a text")])
    rules = vocabulary.standardizer
    filters = [parse_filter(text, f"/filter/{n}", rules) for n, text in enumerate(wish.filters)]
    items = find_items(store, list(dict.fromkeys(wish.items)), view)
    wanted = Counter((prop.name, prop.value) for item in items for prop in item.properties)
    wanted.update(_given(wish.properties, rules))
    wanted.update(_said(wish.text, reader))

    def keeps(item: Item) -> bool:
        return in_view(item, view) and matches(item, filters)

    without = frozenset((*wish.items, *wish.without))
    found = similar_items(store, index, wanted, limit, without, keeps if view or filters else None)
    ordered = sorted(wanted.items(), key=lambda each: (-each[1], each[0]))
    return Recommended(tuple(ordered), tuple(_displayed(each, vocabulary) for each in found))


def _given(properties: Iterable[str], rules: Standardizer) -> Iterator[Key]:
    """Reads properties. Raises InvalidInput for ranges and exclusions: an item has a value or lacks it."""
    for n, text in enumerate(properties):
        read = parse_filter(text, f"/property/{n}", rules)
        if read.value is None or read.exclude:
            raise InvalidInput([Fault(f"/property/{n}", f"{text!r}: expected name:value")])
        yield read.name, read.value


def _said(text: str, reader: TextReader) -> list[Key]:
    """Returns the properties that the model reads in a text."""
    read = reader.read([text]) if text.strip() else []
    return [(prop.name, prop.value) for each in read for prop in each.properties]


def _displayed(found: Similar, vocabulary: TeamVocabulary) -> Similar:
    shared = (replace(each, display=vocabulary.display(each.name, each.value, each.display)) for each in found.shared)
    return replace(found, shared=tuple(shared))
