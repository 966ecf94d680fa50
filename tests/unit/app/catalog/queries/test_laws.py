"""What holds for every query: exclusions and filters take away, and limits hold."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.searching import Search, Searcher
from app.domain.items import Item
from app.domain.queries import MatchMode
from app.domain.relevance.words import Analyzer, said_by

WORDS = [
    *"red black leather jacket shoes backpack lamp bag cheapest nike vegan rucksack headph".split(),
    "51 mm",
    "for women",
]
queries = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(" ".join)
modes = st.sampled_from(["best", "all", "any"])


def found(searcher: Searcher, text: str, match: MatchMode = "all", *filters: str) -> dict[str, Item]:
    hits = searcher.search(Search(text, filters, limit=100, match=match)).results.hits
    return {hit.item.id: hit.item for hit in hits}


@settings(max_examples=20, deadline=None)
@given(query=queries, word=st.sampled_from(["leather", "red", "bag", "dimmer"]), match=modes)
def test_no_hit_says_an_excluded_word(searcher: Searcher, query: str, word: str, match: MatchMode) -> None:
    analyzer = Analyzer()
    for item in found(searcher, f"{query} without {word}", match).values():
        assert analyzer.stem(word) not in analyzer.read(item.title, item.text, said_by(item.properties)).impacts


@settings(max_examples=20, deadline=None)
@given(query=queries, word=st.sampled_from(["leather", "red", "bag", "dimmer"]))
def test_an_exclusion_never_adds(searcher: Searcher, query: str, word: str) -> None:
    assert found(searcher, f"{query} -{word}").keys() <= found(searcher, query).keys()


@settings(max_examples=20, deadline=None)
@given(query=queries, price=st.integers(1, 300), match=modes)
def test_a_limit_holds_for_every_hit(searcher: Searcher, query: str, price: int, match: MatchMode) -> None:
    for item in found(searcher, f"{query} under {price} eur", match).values():
        assert any(prop.name == "price" and (prop.number or 0) < price for prop in item.properties)


@settings(max_examples=20, deadline=None)
@given(query=queries, price=st.integers(1, 300))
def test_a_limit_never_adds(searcher: Searcher, query: str, price: int) -> None:
    assert found(searcher, f"{query} no more than {price} eur").keys() <= found(searcher, query).keys()


@settings(max_examples=20, deadline=None)
@given(query=queries, condition=st.sampled_from(["category:jacket", "-color:red", "price:<=100"]), match=modes)
def test_a_filter_never_adds_to_full_matches(searcher: Searcher, query: str, condition: str, match: MatchMode) -> None:
    if match != "best":
        assert found(searcher, query, match, condition).keys() <= found(searcher, query, match).keys()


@settings(max_examples=20, deadline=None)
@given(query=queries)
def test_full_matches_come_first_in_the_other_modes_too(searcher: Searcher, query: str) -> None:
    full = found(searcher, query)
    assert full.keys() <= found(searcher, query, "any").keys()
    if full and "cheapest" not in query:
        assert set(list(found(searcher, query, "best"))[: len(full)]) == full.keys()
