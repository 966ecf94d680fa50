"""Items for tests, with properties as their owner would give them."""

from datetime import UTC, datetime, timedelta

from app.domain.filters import parse_filter
from app.domain.items import Item, Property
from app.domain.queries import Query, Target, Term
from app.domain.standardize import standardize

START = datetime(2024, 1, 1, tzinfo=UTC)


def item(item_id: str, title: str = "", *given: str, hours: int = 0) -> Item:
    """An item with properties from `name:raw value`, updated `hours` after START.

    Its fingerprint is of what is given here, the time apart: the same arguments make an unchanged item.
    """
    found = [prop(each) for each in given]
    properties = {(each.name, each.value): each for each in found}
    ordered = tuple(properties[key] for key in sorted(properties))
    time = START + timedelta(hours=hours)
    return Item(item_id, title, f"About {title}", None, None, ordered, time, repr((title, sorted(given))))


def prop(given: str) -> Property:
    """The property that `name:raw value` says."""
    name, _, raw = given.partition(":")
    standard = standardize(name, raw)
    number, unit = standard.number, standard.unit
    return Property(name, standard.value, standard.display, 1.0, "given", (), None, START, number, unit)


def term(words: str, *targets: Target, title_factor: float = 1.0) -> Term:
    """A term of these folded words."""
    return Term(0, len(words), words, tuple(words.split()), targets, title_factor)


def target(name: str, value: str, factor: float = 1.0) -> Target:
    return Target(name, value, factor)


def filtered(*texts: str) -> Query:
    """The query with just these filters."""
    return Query(filters=tuple(parse_filter(text) for text in texts))
