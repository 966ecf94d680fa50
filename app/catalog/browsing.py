"""The properties of the graph, and their values, for callers who look around."""

from dataclasses import replace

from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.filters import View
from app.domain.queries import Facet, FacetQuery, KnownName, Query
from app.domain.spelling import says_nearly
from app.domain.standard import word_set
from app.errors import NotFound
from app.index.index import Index

# The values that are compared with a misspelt beginning.
_MOST_COMPARED = 1000


def list_names(index: Index) -> list[KnownName]:
    """Returns the properties that the graph has, that of most items first, then by name."""
    return sorted(index.names(), key=lambda each: (-each.items, each.name))


def list_values(
    index: Index, vocabulary: TeamVocabulary, name: str, prefix: str = "", limit: int = 100, view: View = ()
) -> tuple[str, Facet]:
    """Returns the standard name of a property, and its commonest values with words that begin like those of `prefix`.

    If no value has such words, the values with words that begin nearly so are returned. Raises NotFound for a property
    that no item has.
    """
    name = vocabulary.standardizer.name(name)
    found = _values(index, FacetQuery(name, limit, prefix), view)
    if not found.values and (starts := word_set(prefix)):
        initials = " ".join(sorted({start[0] for start in starts}))
        near = _values(index, FacetQuery(name, _MOST_COMPARED, initials), view).values
        said = tuple(each for each in near if says_nearly(f"{each.value} {each.display}", starts))
        found = Facet(said[:limit], len(said))
    if not found.values and not _values(index, FacetQuery(name, 1), view).distinct:
        raise NotFound(f"no property {name!r}")
    shown = (replace(each, display=vocabulary.display(name, each.value, each.display)) for each in found.values)
    return name, replace(found, values=tuple(shown))


def _values(index: Index, asked: FacetQuery, view: View) -> Facet:
    return index.search(Query(facets=(asked,), limit=0, view=view)).facets[asked.name]
