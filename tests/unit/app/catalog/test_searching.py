"""Searches as their callers say them, without HTTP."""

import pytest

from app.catalog.queries.reader import QueryReader
from app.catalog.searching import Search, Searcher
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.aliases.entries import Entry
from app.domain.filters import Filter
from app.domain.items import Draft
from app.domain.queries import FacetQuery
from app.domain.relevance.words import Analyzer
from app.domain.standard import load_rulebook
from app.errors import InvalidInput
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.telemetry import Metrics
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger

DRAFTS = [
    Draft("a", "Red Nike shoe", given=(("price", "40 EUR"),)),
    Draft("b", "Navy Nike shoe", given=(("price", "60 EUR"),)),
    Draft("c", "Red Acme shirt", given=(("price", "20 EUR"),)),
]


@pytest.fixture
def searcher(bundle: Bundle, store: SqliteStore) -> Searcher:
    vocabulary = TeamVocabulary(load_rulebook(), store)
    extractor = Extractor(bundle, FakeTagger(bundle))
    Catalog(extractor, vocabulary, store, Metrics()).put(DRAFTS)
    return Searcher(QueryReader(extractor, vocabulary, store.index), vocabulary, store.index, Analyzer())


def ids(searcher: Searcher, asked: Search) -> list[str]:
    return [hit.item.id for hit in searcher.search(asked).results.hits]


def test_text_ranks_and_filters_and_limits_decide(searcher: Searcher) -> None:
    assert ids(searcher, Search("red shoe")) == ["a", "b"]
    assert ids(searcher, Search("red shoe", match="any")) == ["a", "c", "b"]
    assert ids(searcher, Search("red shoe", match="all")) == ["a"]
    assert ids(searcher, Search("red shoe", filters=("brand:nike",))) == ["a", "b"]
    assert ids(searcher, Search("red shoe under 50 eur", filters=("brand:nike",))) == ["a"]


def test_what_was_understood_comes_with_the_results(searcher: Searcher) -> None:
    found = searcher.search(Search("red thingies", filters=("-brand:Acme",)))
    assert found.query.text == "red thingies"
    assert [(part.text, part.kind) for part in found.query.parts] == [("red", "property"), ("thingies", "word")]
    assert found.filters == (Filter("brand", "acme", exclude=True),)


def test_facets_are_named_once_and_shown_as_the_team_decided(searcher: Searcher, store: SqliteStore) -> None:
    store.put_entry(Entry("color", "red", (), "Crimson"))
    searcher._vocabulary.reload()
    facets = searcher.search(Search(facets=(FacetQuery("Color"), FacetQuery("color")))).results.facets
    assert list(facets) == ["color"]
    assert {each.value: each.display for each in facets["color"].values}["red"] == "Crimson"


def test_a_page_goes_on_after_its_last_item(searcher: Searcher) -> None:
    first = searcher.search(Search("red shoe", limit=1)).results
    rest = searcher.search(Search("red shoe", limit=1, after=first.next, plan=first.plan)).results
    assert [hit.item.id for hit in (*first.hits, *rest.hits)] == ["a", "b"]
    assert rest.next is None


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [(Search(filters=("brand:nike", "nothing")), "/filter/1"), (Search(sort="-"), "/sort")],
)
def test_what_cannot_be_read_is_named(searcher: Searcher, asked: Search, pointer: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        searcher.search(asked)
    assert [fault.pointer for fault in caught.value.faults] == [pointer]


def test_what_was_understood_keeps_to_the_view(searcher: Searcher) -> None:
    """A key with a filter sees no value and no completion that only other items have."""
    view = (Filter("brand", "nike"),)
    whole, seen = (searcher.search(Search("red acm", view=view_)).query for view_ in ((), view))
    assert [part.kind for part in whole.parts] == ["property", "property"]
    assert [(part.kind, part.term and part.term.variants) for part in seen.parts] == [("property", ()), ("word", ())]
    shirt = searcher.search(Search("shirt", view=view)).query.parts[0]
    assert (shirt.kind, shirt.term and shirt.term.targets) == ("word", ())
