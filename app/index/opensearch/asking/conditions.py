"""Filters and words as conditions of OpenSearch: which items meet them."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.filters import Bounds, Filter
from app.domain.queries import Query
from app.domain.relevance.words import Analyzer
from app.index.opensearch.coding import cut, phrase, value_token, word_number

Clause = dict[str, Any]

NOTHING: Clause = {"match_none": {}}
_HIGHEST = 255


def all_of(clauses: Iterable[Clause], none_of: Iterable[Clause] = ()) -> Clause:
    return {"bool": {"filter": list(clauses), "must_not": list(none_of)}}


def any_of(clauses: Sequence[Clause]) -> Clause:
    if not clauses:
        return NOTHING
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def has_value(keys: Iterable[tuple[str, str]]) -> Clause:
    """Items with one of these values."""
    return {"terms": {"has": [value_token(*key) for key in keys]}}


def has_key(*keys: str) -> Clause:
    """Items with one of these keys of words."""
    return {"terms": {"keys": [cut(key) for key in keys]}}


def has_impact(key: str, least: int) -> Clause:
    """Items in which a word has an impact of at least `least`."""
    number = word_number(key)
    return {"range": {"words": {"gte": number | least, "lte": number | _HIGHEST}}}


def within(name: str, bounds: Bounds) -> Clause:
    """Items with a number of a property within bounds."""
    parts = [{"term": {"numbers.name": name}}, *ends(bounds, "numbers.low", "numbers.high")]
    if bounds.unit is not None:
        parts.append({"terms": {"numbers.unit": ["", bounds.unit]}})
    return {"nested": {"path": "numbers", "query": all_of(parts)}}


def ends(bounds: Bounds, low: str, high: str) -> list[Clause]:
    """What the two ends of a number meet, in these fields."""
    found: list[Clause] = []
    if math.isfinite(bounds.low):
        found.append({"range": {high: {"gte" if bounds.includes_low else "gt": bounds.low}}})
    if math.isfinite(bounds.high):
        found.append({"range": {low: {"lte" if bounds.includes_high else "lt": bounds.high}}})
    return found


def conditions(query: Query, analyzer: Analyzer, about: str | None = None) -> Clause:
    """Items that say every phrase, and meet the view, and every filter and limit but those on the property `about`."""
    filters = [each for each in query.filters if each.name != about]
    wanted = [_holds(each) for each in query.limits if each.name != about]
    wanted += [_holds(each) for each in query.view if not each.exclude]
    wanted += [{"match_phrase": {"said": phrase(words)}} for words in query.phrases]
    names = dict.fromkeys(each.name for each in filters if not each.exclude)
    for name in names:
        wanted.append(any_of([_holds(each) for each in filters if each.name == name and not each.exclude]))
    unwanted = [_holds(each) for each in (*filters, *query.view) if each.exclude]
    unwanted += [all_of([has_key(analyzer.whole(word))], [has_key(analyzer.denied(word))]) for word in query.without]
    return all_of(wanted, unwanted)


def _holds(condition: Filter) -> Clause:
    if condition.bounds is not None:
        return within(condition.name, condition.bounds)
    return has_value([(condition.name, condition.value or "")])
