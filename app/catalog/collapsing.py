"""Searches that show one item of those that are the same."""

from collections.abc import Hashable, Iterator
from dataclasses import replace

from app.domain.queries import Hit, Place, Query, Results
from app.domain.variants import SameAs
from app.index.index import Index

_HITS_OF_A_CALL = 100
# The hits that a search looks at to know what its earlier pages showed. Further ones are not shown.
_DEEPEST = 10_000


def search_distinct(index: Index, query: Query, same: SameAs) -> Results:
    """Answers a query without the hits whose key an earlier hit has. Total and facets count all items.

    A later page looks again at all hits before it, because these decide what it may show.
    """
    first = index.search(replace(query, limit=_HITS_OF_A_CALL))
    query = replace(query, plan=first.plan, facets=())
    seen = set[Hashable]() if query.after is None or not first.hits else _seen_before(index, query, first.hits[0], same)
    shown: list[Hit] = []
    last: Query | None = None
    for page, hit, number in _walk(index, query, first):
        key = same(hit.item)
        if key is not None and key in seen:
            continue
        if len(shown) == query.limit:
            # A further hit follows. The index tells the place of the last one shown as the end of a page.
            end = index.search(last).next if last else None
            return replace(first, hits=tuple(shown), next=end)
        seen.add(key)
        shown.append(hit)
        last = replace(query, after=page, limit=number + 1)
    return replace(first, hits=tuple(shown), next=None)


def _seen_before(index: Index, query: Query, first: Hit, same: SameAs) -> set[Hashable]:
    """Returns the keys of the hits before the page that begins with the first one."""
    beginning = replace(query, after=None, limit=_HITS_OF_A_CALL)
    seen = set[Hashable]()
    for _, hit, _ in _walk(index, beginning, index.search(beginning)):
        if hit.item.id == first.item.id:
            break
        seen.add(same(hit.item))
    return seen


def _walk(index: Index, query: Query, results: Results) -> Iterator[tuple[Place | None, Hit, int]]:
    """Yields hits, each with the place where its call began and its number in that call."""
    after, looked = query.after, 0
    while True:
        for number, hit in enumerate(results.hits):
            yield after, hit, number
        looked += len(results.hits)
        if results.next is None or looked >= _DEEPEST:
            return
        after = results.next
        results = index.search(replace(query, after=after, limit=_HITS_OF_A_CALL))
