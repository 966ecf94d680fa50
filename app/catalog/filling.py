"""Suggests properties for an item that lacks them, from the items that resemble it most."""

from dataclasses import replace

from app.catalog.finding import find_items
from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.filters import View
from app.domain.gaps import Gap, Neighbour, find_gaps
from app.domain.items import Item
from app.domain.queries import Query, Target, Term
from app.domain.standard import list_words
from app.graph.store import GraphStore
from app.index.index import Index

# On the retail catalog (tests.benchmark.suggestions), 60 words restore 90 % of what was hidden, titles alone 84 %.
_NEIGHBOURS = 30
_MOST_WORDS, _MOST_PROPERTIES = 60, 30


def suggest_properties(
    store: GraphStore, index: Index, vocabulary: TeamVocabulary, item_id: str, limit: int, view: View = ()
) -> list[Gap]:
    """Returns up to `limit` properties that an item lacks, with likely values. Raises NotFound if it does not exist."""
    (item,) = find_items(store, [item_id], view)
    gaps = find_gaps(item, find_neighbours(index, item, view))[:limit]
    return [
        replace(
            gap,
            values=tuple(
                replace(each, display=vocabulary.display(gap.name, each.value, each.display)) for each in gap.values
            ),
        )
        for gap in gaps
    ]


def find_neighbours(index: Index, item: Item, view: View = ()) -> list[Neighbour]:
    """Returns the items that have most of an item's properties and of the words of its texts, by their weights."""
    words = list(dict.fromkeys(list_words(f"{item.title} {item.text}")))[:_MOST_WORDS]
    properties = [Target(prop.name, prop.value, 1.0) for prop in item.properties[:_MOST_PROPERTIES]]
    terms = [Term(0, 0, word, (word,)) for word in words]
    terms += [Term(0, 0, target.value, (), (target,)) for target in properties]
    if not terms:
        return []
    hits = index.search(Query(tuple(terms), match="any", limit=_NEIGHBOURS + 1, view=view)).hits
    return [Neighbour(hit.item, hit.score) for hit in hits if hit.item.id != item.id][:_NEIGHBOURS]
