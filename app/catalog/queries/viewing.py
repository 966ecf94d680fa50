"""Keeps a query as understood to what a key with a filter may see."""

from collections.abc import Iterator
from dataclasses import replace

from app.catalog.queries.understood import Part, UnderstoodQuery
from app.domain.filters import Filter, View
from app.domain.queries import Query, Target, Term
from app.index.index import Index

# The most values and words of one part that are looked up in the view.
_MOST_LOOKED_UP = 12


def within(understood: UnderstoodQuery, index: Index, view: View) -> UnderstoodQuery:
    """Returns the query without the values and words that only items outside the view have."""
    if not view:
        return understood
    parts = {part: _seen(part, index, view) for part in understood.parts}
    return replace(understood, parts=tuple(parts.values()), lead=understood.lead and parts[understood.lead])


def _seen(part: Part, index: Index, view: View) -> Part:
    if part.term is None:
        return part
    targets = tuple(_targets(part.term, index, view))
    variants = tuple(word for word in part.term.variants[:_MOST_LOOKED_UP] if _says(word, index, view))
    kind = "word" if part.kind == "property" and not targets else part.kind
    return replace(part, kind=kind, term=replace(part.term, targets=targets, variants=variants))


def _targets(term: Term, index: Index, view: View) -> Iterator[Target]:
    for target in term.targets[:_MOST_LOOKED_UP]:
        if index.search(Query(filters=(Filter(target.name, target.value),), limit=0, view=view)).total:
            yield target


def _says(word: str, index: Index, view: View) -> bool:
    return index.search(Query((Term(0, 0, word, (word,)),), limit=0, match="all", view=view)).total > 0
