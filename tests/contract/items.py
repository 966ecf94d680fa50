"""Builds items for tests, with properties as an owner would give them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.filters import parse_filter
from app.domain.items import Item, Property
from app.domain.queries import FacetQuery, Query, Similar, Target, Term
from app.domain.standard import standardize
from app.index.index import AnsweringStore

START = datetime(2024, 1, 1, tzinfo=UTC)


def item(item_id: str, title: str = "", *given: str, hours: int = 0, conflicts: Sequence[str] = ()) -> Item:
    """Builds an item with properties and conflicts from `name:raw value`, updated `hours` after START.

    The fingerprint depends on all arguments but the time, so the same arguments give an unchanged item.
    """
    time = START + timedelta(hours=hours)
    fingerprint = repr((title, sorted(given), sorted(conflicts)))
    denied = tuple(replace(each, conflict=True, source="extracted", model="m@1") for each in _properties(conflicts))
    raw = tuple((name, value) for name, _, value in (each.partition(":") for each in given))
    return Item(item_id, title, f"About {title}", None, None, _properties(given), time, fingerprint, raw, denied)


def _properties(said: Iterable[str]) -> tuple[Property, ...]:
    """Returns the properties in order of name and value."""
    properties = {(each.name, each.value): each for each in map(prop, said)}
    return tuple(properties[key] for key in sorted(properties))


def prop(given: str) -> Property:
    """Returns the property for `name:raw value`."""
    name, _, raw = given.partition(":")
    standard = standardize(name, raw)
    quantity = standard.number, standard.unit, standard.high
    return Property(
        name, standard.value, standard.display, 1.0, "given", (), None, START, *quantity, standard.qualifier
    )


def term(words: str, *targets: Target, variants: str = "", factor: float = 1.0, required: bool = True) -> Term:
    """Returns a term of these folded words, with other words for it."""
    said = tuple(words.split())
    return Term(0, len(words), words, said, targets, None, tuple(variants.split()), factor, required)


def target(name: str, value: str, factor: float = 1.0) -> Target:
    return Target(name, value, factor)


def asked(*names: str) -> tuple[FacetQuery, ...]:
    """Asks for the facets of these properties."""
    return tuple(map(FacetQuery, names))


def filtered(*texts: str) -> Query:
    """Returns a query with only these filters."""
    return Query(filters=tuple(parse_filter(text) for text in texts))


def similar(store: AnsweringStore, item_id: str, limit: int) -> list[Similar]:
    """Returns the items that share most with one of the store."""
    wanted = {(prop.name, prop.value): 1 for each in store.get([item_id]).values() for prop in each.properties}
    return store.index.similar(wanted, limit, {item_id})
