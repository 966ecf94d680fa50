"""What the hits of a page match, from the impacts that the index has: no text is read again."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.domain.items import Item
from app.domain.queries import Query
from app.domain.relevance.heads import head_keys
from app.domain.relevance.matching import Match, Matcher
from app.domain.relevance.words import Analyzer, ItemWords
from app.domain.standard import list_words
from app.index.embedded.asking.pages import Candidate
from app.index.embedded.asking.scopes import Scope
from app.index.embedded.storage.segments import View
from app.index.embedded.storage.vocabulary import Vocabulary

Matches = list[Match | None]


def reasons(
    query: Query,
    vocabulary: Vocabulary,
    analyzer: Analyzer,
    page: Sequence[Candidate],
    items: Mapping[str, Item],
) -> dict[str, Matches]:
    """Returns the best match of every term for each candidate, by id."""
    matcher = Matcher(query, analyzer)
    words = {word for term in query.terms for word in (*term.words, *term.variants)}
    names = {key for word in words for key in (word, analyzer.stem(word)) if key is not None}
    keys = {key: vocabulary.key(key) for key in names.union(*(head_keys(term.heads) for term in query.terms))}
    found: dict[str, Matches] = {}
    for view in {id(each.view): each.view for each in page}.values():
        own = sorted((each for each in page if each.view is view), key=lambda each: each.ordinal)
        for each, impacts in zip(own, _impacts(view, own, keys), strict=True):
            item = items[each.id]
            title = frozenset(analyzer.keys(list_words(item.title))) if words else frozenset[str]()
            has = {(prop.name, prop.value) for prop in item.properties}
            found[each.id] = matcher.compare(ItemWords(impacts, title), has)
    return found


def _impacts(view: View, page: Sequence[Candidate], keys: Mapping[str, int]) -> list[dict[str, int]]:
    """Returns the impact of every key in every item."""
    scope = Scope(view, np.array([each.ordinal for each in page]))
    columns = {key: scope.impacts(number).tolist() for key, number in keys.items()}
    return [{key: column[at] for key, column in columns.items() if column[at]} for at in range(len(page))]
