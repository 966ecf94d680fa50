"""After any writes, every store gives the same answers as the oracle."""

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from app.domain.aliases.entries import Entry
from app.domain.filters import Bounds, Filter, parse_filter
from app.domain.items import Correction, Item
from app.domain.queries import FacetQuery, Query, Results, Sort, Target, Term
from app.domain.standard import word_set
from app.graph.gremlin import Limits
from tests.contract.items import START, item, prop
from tests.contract.oracle import PlainStore
from tests.contract.stores import PARAMETERS, STORES, Opener
from tests.gremlin import empty_gremlin_store

# A small world, so that items often share, change and lose properties. Some values differ only in their wording.
IDS = ["a", "b", "c/1", "d'\"", "A", "\uff5e", "😀"]
GIVEN = [
    *["color:red", "color:RED", "color:navy blue", "color:blue", "color:Blue", "color:dark navy blue"],
    *["brand:red", "brand:nike", "brand:nkie", "brand:Nike Air", "brand:zoom blue", "brand:Blue Navy Works"],
    *["size:xl", "size:42", "size:9", "size:m", "size:9 1"],
    *["weight:1 kg", "weight:1000 g", "weight:2 lb", "weight:12", "weight:500 ml", "weight:heavy"],
    *["weight:2 to 4 kg", "weight:500-1500 g", "weight:10-12 in", "price:10-20 EUR", "price:5 to 10"],
    *["material:cotton", "material:100% cotton", "material:100% organic cotton"],
    *["price:10 EUR", "price:€10", "price:$10", "price:39.90 EUR", "price:10"],
    *["größe:straße 1", "größe:日本 😀", "category:shoe", "category:blue case", "feature:red free"],
]
TITLES = ["", "Red shoe", "Navy blue shoes", "Blue suede SHOES, blue", "Nike's", "red", "日本 Straße"]
HEADED = ["Blue case for shoes", "Shoe without red or blue", "red-free shoes, red"]
CONDITIONS = [
    *["color:red", "color:blue", "color:navy blue", "brand:red", "size:xl", "size:9", "price:10 EUR", "color:none"],
    *["weight:1..2 kg", "weight:>900 g", "weight:>=1 kg", "weight:<1 kg", "weight:<=1000 g", "weight:..12"],
    *["price:<20", "price:10..40 EUR", "price:>10 EUR", "price:$5-$20", "size:9..42", "size:>9", "none:1.."],
    *["weight:2 to 4 kg", "weight:3..3.5 kg", "weight:>4 kg", "weight:>=4 kg", "weight:<2 kg", "weight:<=500 g"],
    *["weight:1.5..1.9 kg", "weight:26..28", "price:20..30 EUR", "price:>20 EUR", "price:<5", "price:7..8"],
]
NAMES = sorted({prop(each).name for each in GIVEN} | {"none"})
PROPERTIES = sorted({(prop(each).name, prop(each).value) for each in GIVEN} | {("color", "none")})
# Histories of each store.
EXAMPLES = {
    "sqlite": 200,
    "sqlite embedded": 100,
    "sqlite opensearch": 8,
    "gremlin": 80,
    "gremlin embedded": 20,
    "gremlin opensearch": 2,
}
PHRASES = [("red", "shoe"), ("navy", "blue"), ("blue", "navy"), ("shoe",), ("none", "red"), ("about", "red", "shoe")]
WORDS = sorted(
    {"none", "shoe", "sheo", "rad", "nikee", "works", "cottons", "about"}.union(
        *map(word_set, [*TITLES, *HEADED, *(v for _, v in PROPERTIES)])
    )
)


def filters() -> st.SearchStrategy[Filter]:
    excluded = st.sampled_from([False, False, True])
    return st.builds(
        lambda text, exclude: replace(parse_filter(text), exclude=exclude), st.sampled_from(CONDITIONS), excluded
    )


def items() -> st.SearchStrategy[Item]:
    return st.builds(
        made,
        st.sampled_from(IDS),
        st.sampled_from([*TITLES, *HEADED]),
        st.lists(st.sampled_from(GIVEN), max_size=8, unique=True),
        st.integers(0, 3),
        st.lists(st.sampled_from(GIVEN), max_size=2, unique=True),
        st.sampled_from([None, "m@1", "m@2"]),
    )


def made(item_id: str, title: str, given: list[str], hours: int, conflicts: list[str], model: str | None) -> Item:
    """Returns an item with conflicts. If a model read it, its first value has a qualifier and a narrower value, and one
    model also has a correction.
    """
    whole = item(item_id, title, *given, hours=hours, conflicts=[each for each in conflicts if each not in given])
    implied = tuple(replace(each, narrower="navy", qualifier=model) for each in whole.properties[:1])
    said = (Correction("c", "reject", "color", "red", START, by=title),) if model == "m@2" else ()
    changed = {"model": model, "properties": implied + whole.properties[1:], "corrections": said} if model else {}
    return replace(whole, **changed, fingerprint=f"{whole.fingerprint} {model}")  # type: ignore[arg-type]


def entries() -> st.SearchStrategy[Entry]:
    names, values = st.sampled_from(["color", "größe"]), st.sampled_from(["red", "a/b", "😀", "\uff5e"])
    aliases = st.lists(st.sampled_from(["rot", 'r"t', "紺"]), max_size=2).map(tuple)
    return st.builds(Entry, names, values, aliases, st.sampled_from([None, "Red"]), st.booleans())


def batches() -> st.SearchStrategy[list[Item]]:
    return st.lists(items(), min_size=1, max_size=4, unique_by=lambda each: each.id)


def targets() -> st.SearchStrategy[Target]:
    return st.builds(
        lambda key, factor: Target(key[0], key[1], factor),
        st.sampled_from(PROPERTIES),
        st.sampled_from([1.0, 0.7, 0.5, 1 / 3]),
    )


def terms() -> st.SearchStrategy[Term]:
    """Terms of words that may occur in texts, or that have nothing in common with their targets."""
    return st.builds(
        lambda words, found, variants, factor, required, heads: Term(
            0, 0, " ".join(words), tuple(words), tuple(found), None, tuple(variants), factor, required, heads
        ),
        st.lists(st.sampled_from(WORDS), max_size=2) | st.sampled_from([["red"], ["blue"], ["shoe"], ["blue", "navy"]]),
        st.lists(targets(), max_size=3),
        st.just([]) | st.lists(st.sampled_from(WORDS), max_size=2),
        st.sampled_from([1.0, 0.5]),
        st.sampled_from([True, True, False]),
        st.sampled_from([(), (), ("shoe",), ("case", "none")]),
    )


def facets() -> st.SearchStrategy[tuple[FacetQuery, ...]]:
    limits, starts = st.sampled_from([100, 100, 1]), st.sampled_from(["", "", "n", "re", "blue n"])
    ranges = st.sampled_from([0, 1, 2, 5])
    return st.lists(st.builds(FacetQuery, st.sampled_from(NAMES), limits, starts, ranges), max_size=2).map(tuple)


def sorts() -> st.SearchStrategy[Sort]:
    keys = st.sampled_from(["id", "title", "updated_at", *NAMES])
    return st.just(Sort()) | st.builds(Sort, keys, st.booleans())


def queries() -> st.SearchStrategy[Query]:
    return st.builds(
        Query,
        st.lists(terms(), max_size=3).map(tuple),
        st.lists(filters(), max_size=3).map(tuple),
        facets(),
        sorts(),
        st.integers(0, 4),
        limits=st.lists(filters().filter(lambda each: not each.exclude), max_size=2).map(tuple),
        match=st.sampled_from(["best", "best", "all", "any"]),
        without=st.just(()) | st.lists(st.sampled_from(WORDS), max_size=2).map(tuple),
        phrases=st.just(()) | st.lists(st.sampled_from(PHRASES), max_size=1).map(tuple),
    ).flatmap(led)


def led(query: Query) -> st.SearchStrategy[Query]:
    """The query, with one of its terms leading or none."""
    leads = st.none() | st.integers(0, len(query.terms) - 1) if query.terms else st.none()
    ranks_only = bool(query.limits) and not any(term.required for term in query.terms)
    return leads.map(lambda lead: replace(query, lead=lead, ranks_only=ranks_only))


def words(most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(WORDS), max_size=most)


class Congruence(RuleBasedStateMachine):
    """Applies the same writes to a store and the oracle, and asks both the same questions."""

    # The query for a next page, once for the store and once for the oracle, because each has its own form of cursor.
    cursors: Bundle[tuple[Query, Query]] = Bundle("cursors")

    def __init__(self, open_store: Opener) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._store = open_store(Path(self._folder.name))
        self._plain = PlainStore()

    def teardown(self) -> None:
        self._store.close()
        self._folder.cleanup()

    @rule(batch=batches())
    def upsert(self, batch: list[Item]) -> None:
        assert self._store.upsert(batch) == self._plain.upsert(batch)

    @rule(batch=batches())
    def upsert_again(self, batch: list[Item]) -> None:
        self._store.upsert(batch)
        self._plain.upsert(batch)
        assert self._store.upsert(batch) == self._plain.upsert(batch) == ["unchanged"] * len(batch)

    @rule(item_id=st.sampled_from(IDS))
    def delete(self, item_id: str) -> None:
        assert self._store.delete(item_id) == self._plain.delete(item_id)

    @rule(batch=batches(), same=st.sets(st.sampled_from(IDS)))
    def rewrite(self, batch: list[Item], same: set[str]) -> None:
        """Rewrites items: some have the stored fingerprint, most others do not."""
        stored = self._plain.fingerprints(same)
        batch = [replace(each, fingerprint=stored.get(each.id, each.fingerprint)) for each in batch]
        assert self._store.rewrite(batch) == self._plain.rewrite(batch)

    @rule(key=st.sampled_from(PROPERTIES), more=st.lists(st.sampled_from(PROPERTIES), max_size=2))
    def having(self, key: tuple[str, str], more: list[tuple[str, str]]) -> None:
        asked = [key[1], *(value for _, value in more)]
        assert self._store.having(key[0], asked) == self._plain.having(key[0], asked)

    @rule(entry=entries(), goes=st.booleans())
    def decide(self, entry: Entry, goes: bool) -> None:
        if goes:
            gone = self._store.delete_entry(entry.name, entry.value)
            assert gone == self._plain.delete_entry(entry.name, entry.value)
        else:
            self._store.put_entry(entry)
            self._plain.put_entry(entry)
        assert self._store.entries() == self._plain.entries()

    @rule(query=queries(), target=cursors)
    def search(self, query: Query) -> Any:
        return self._answer_alike(query, query)

    @rule(query=queries())
    def search_all_pages(self, query: Query) -> None:
        pair = [(query, query)]
        while pair:
            pair = self._turn(*pair[0])

    @rule(pair=consumes(cursors), target=cursors)
    def search_next_page(self, pair: tuple[Query, Query]) -> Any:
        """Asks for the next page of an earlier query, whatever was written since."""
        return self._answer_alike(*pair)

    def _answer_alike(self, asked: Query, plainly: Query) -> Any:
        return multiple(*self._turn(asked, plainly))

    def _turn(self, asked: Query, plainly: Query) -> list[tuple[Query, Query]]:
        """Compares a page. Returns the queries for the next page, if there is one."""
        found, wanted = self._store.index.search(asked), self._plain.index.search(plainly)
        assert comparable(found) == comparable(wanted)
        if found.next is None or wanted.next is None:
            return []
        kept = replace(asked, after=found.next, plan=found.plan)
        return [(kept, replace(plainly, after=wanted.next, plan=wanted.plan))]

    @rule(
        wanted=st.dictionaries(st.sampled_from(PROPERTIES), st.integers(1, 3), max_size=5),
        limit=st.integers(0, 8),
        without=st.frozensets(st.sampled_from(IDS), max_size=2),
    )
    def similar(self, wanted: dict[tuple[str, str], int], limit: int, without: frozenset[str]) -> None:
        index, plain = self._store.index, self._plain.index
        assert index.similar(wanted, limit, without) == plain.similar(wanted, limit, without)

    @rule(asked=words())
    def known(self, asked: list[str]) -> None:
        assert self._store.index.known(asked) == self._plain.index.known(asked)

    @rule(asked=words(most=8))
    def unknown_words(self, asked: list[str]) -> None:
        assert self._store.index.unknown_words(asked) == self._plain.index.unknown_words(asked)

    @rule(word=st.sampled_from(WORDS), distance=st.integers(0, 3))
    def close_words(self, word: str, distance: int) -> None:
        assert self._store.index.close_words(word, distance) == self._plain.index.close_words(word, distance)

    @rule()
    def names(self) -> None:
        assert self._store.index.names() == self._plain.index.names()

    @rule(word=st.sampled_from(WORDS), letters=st.integers(1, 4), limit=st.integers(0, 5))
    def words_with_prefix(self, word: str, letters: int, limit: int) -> None:
        asked = (word[:letters], limit)
        assert self._store.index.words_with_prefix(*asked) == self._plain.index.words_with_prefix(*asked)

    @rule(low=st.integers(0, 60), width=st.integers(0, 60), unit=st.sampled_from(["cm", "g", "EUR"]))
    def quantities(self, low: int, width: int, unit: str) -> None:
        bounds = Bounds(low, low + width, unit)
        assert self._store.index.quantities(bounds, 5) == self._plain.index.quantities(bounds, 5)

    @rule(
        text=st.sampled_from(["", "n", "na bl", "1"]), name=st.none() | st.sampled_from(NAMES), limit=st.integers(0, 9)
    )
    def prefixed(self, text: str, name: str | None, limit: int) -> None:
        assert self._store.index.prefixed(text, name, limit) == self._plain.index.prefixed(text, name, limit)

    @rule(limit=st.integers(0, 4), after=st.none() | st.sampled_from(IDS))
    def page(self, limit: int, after: str | None) -> None:
        assert self._store.page(limit, after) == self._plain.page(limit, after)

    @rule(item_ids=st.lists(st.sampled_from(IDS)))
    def get(self, item_ids: list[str]) -> None:
        assert self._store.get(item_ids) == self._plain.get(item_ids)
        assert self._store.fingerprints(item_ids) == self._plain.fingerprints(item_ids)

    @rule(by=st.none() | st.sampled_from(NAMES))
    def coverage(self, by: str | None) -> None:
        assert self._store.coverage(by) == self._plain.coverage(by)

    @rule()
    def snapshot(self) -> None:
        with self._store.snapshot() as found, self._plain.snapshot() as wanted:
            assert list(found.items()) == list(wanted.items())
            assert list(found.values()) == list(wanted.values())
            assert list(found.entries()) == list(wanted.entries())

    @invariant()
    def stores_have_the_same_items(self) -> None:
        assert self._store.count() == self._plain.count()


def comparable(results: Results) -> Any:
    """Returns everything but the form of the cursor."""
    return replace(results, facets=dict(results.facets), next=None), results.next and results.next[1]


@pytest.mark.large
@pytest.mark.parametrize("name", PARAMETERS)
def test_store_answers_what_the_plainest_one_answers(name: str) -> None:
    compare_with_the_plainest(STORES[name], EXAMPLES[name])


@pytest.mark.server
def test_gremlin_store_answers_alike_where_items_are_too_many_to_name() -> None:
    compare_with_the_plainest(partial(empty_gremlin_store, limits=Limits(most_named=1)), 20)


def compare_with_the_plainest(opener: Opener, examples: int) -> None:
    class Opened(Congruence):
        def __init__(self) -> None:
            super().__init__(opener)

    limits = settings(
        max_examples=min(examples, 2 * settings().max_examples),  # fewer in the profile `fast`
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Opened, settings=limits)
