"""A team's aliases merge values: as a trial, for real, and back again."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.catalog.merging import Merge, Merger
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.aliases.entries import Entry
from app.domain.items import Draft, Item
from app.domain.standard import load_rulebook
from app.errors import InvalidInput, NotFound, StoreError
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.telemetry import Metrics
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger

NAVY = Entry("color", "navy", ("Midnight", "ink"), "Navy!")
DRAFTS = [
    Draft("a", "Nike shirt", given=(("color", "Midnight"), ("color", "navy blue"))),
    Draft("b", "Nike shoe", given=(("color", "ink"), ("brand", "Acme"))),
    Draft("c", "Red shirt", given=(("color", "navy"),)),
    Draft("d", "Midnight jeans", given=(("flavor", "midnight"),)),
]


@pytest.fixture
def vocabulary(store: SqliteStore) -> TeamVocabulary:
    return TeamVocabulary(load_rulebook(), store)


@pytest.fixture
def catalog(bundle: Bundle, vocabulary: TeamVocabulary, store: SqliteStore) -> Catalog:
    tagger = FakeTagger(bundle, {"nike": "B-BRAND", "red": "B-COLOR", "midnight": "B-COLOR"})
    made = Catalog(Extractor(bundle, tagger), vocabulary, store, Metrics())
    made.put(DRAFTS)
    return made


@pytest.fixture
def merger(catalog: Catalog, vocabulary: TeamVocabulary, store: SqliteStore) -> Merger:
    return Merger(vocabulary, store)


def items(store: SqliteStore) -> list[Item]:
    """Returns the items without their history, which tells of merges."""
    return [replace(item, history=()) for item in store.page(100)]


def colors(store: SqliteStore, own: str) -> list[str]:
    return [prop.value for prop in store.get([own])[own].properties if prop.name == "color"]


def test_aliases_are_merged_into_the_value_in_all_items(merger: Merger, store: SqliteStore) -> None:
    outcome = merger.put(NAVY)
    assert outcome.merges == (Merge("midnight", 2), Merge("ink", 1))
    assert outcome.items == 3
    assert {own: colors(store, own) for own in "abcd"} == {
        "a": ["blue", "navy"],
        "b": ["blue", "navy"],
        "c": ["blue", "navy", "red"],
        "d": ["blue", "navy"],
    }
    assert [p.value for p in store.get(["d"])["d"].properties if p.name == "flavor"] == ["midnight"]
    assert store.entries() == [replace(NAVY, pending=False)]


def test_a_preview_says_the_same_and_changes_nothing(merger: Merger, store: SqliteStore) -> None:
    before = items(store)
    preview = merger.preview(NAVY)
    assert items(store) == before
    assert store.entries() == []
    assert preview == merger.put(NAVY)


def test_a_merge_is_undone_by_deleting_it(merger: Merger, store: SqliteStore) -> None:
    before = items(store)
    merger.put(NAVY)
    assert items(store) != before
    preview = merger.preview_delete("color", "Navy Blue")
    assert store.entries()
    assert merger.delete("color", "Navy Blue") == preview
    assert preview.items == 3
    assert items(store) == before
    changed = [each.history for each in store.page(10) if len(each.history) > 1]
    assert [[moment.kind for moment in history][-2:] for history in changed] == [["merged", "undone"]] * 3
    assert store.entries() == []


def test_items_written_later_follow_and_are_undone_too(
    merger: Merger, catalog: Catalog, vocabulary: TeamVocabulary, store: SqliteStore
) -> None:
    merger.put(NAVY)
    catalog.put([Draft("e", given=(("color", "MIDNIGHT"),))])
    assert colors(store, "e") == ["blue", "navy"]
    merger.delete("color", "navy")
    assert colors(store, "e") == ["midnight"]


def test_other_aliases_take_the_place_of_the_earlier_ones(merger: Merger, store: SqliteStore) -> None:
    merger.put(NAVY)
    outcome = merger.put(replace(NAVY, aliases=("ink",)))
    assert outcome.items == 2
    assert colors(store, "a") == ["blue", "midnight", "navy"]
    assert colors(store, "b") == ["blue", "navy"]
    assert merger.put(replace(NAVY, aliases=("ink",))).items == 0


def test_a_merge_that_was_broken_off_goes_on(merger: Merger, vocabulary: TeamVocabulary, store: SqliteStore) -> None:
    before = items(store)
    calls = iter([True, False])

    class Breaking(SqliteStore):
        def rewrite(self, items: Sequence[Item], stored: object = None, vocabulary: str | None = None) -> list[str]:
            if not next(calls):
                raise StoreError("gone")
            return store.rewrite(items)

    breaking = Merger(vocabulary, Breaking(store._path), items_of_a_transaction=1)
    with pytest.raises(StoreError):
        breaking.put(NAVY)
    assert [each.pending for each in store.entries()] == [True]
    assert merger.resume() == 2
    assert [each.pending for each in store.entries()] == [False]
    assert merger.resume() == 0
    merger.delete("color", "navy")
    assert items(store) == before


def test_an_undoing_that_was_broken_off_goes_on(merger: Merger, store: SqliteStore) -> None:
    before = items(store)
    merger.put(NAVY)
    store.put_entry(Entry("color", "navy", (), None, pending=True))
    assert merger.resume() == 3
    assert store.entries() == []
    assert items(store) == before


def test_an_item_that_is_sent_again_meanwhile_is_not_overwritten(merger: Merger, store: SqliteStore) -> None:
    stale = store.get(["a"])["a"]
    store.upsert([replace(stale, title="Newer", fingerprint="newer")])
    assert store.rewrite([replace(stale, title="Older")]) == []
    assert store.get(["a"])["a"].title == "Newer"


def test_another_process_learns_of_aliases(catalog: Catalog, merger: Merger, store: SqliteStore) -> None:
    seconds = [0.0]
    other = TeamVocabulary(load_rulebook(), store, lambda: seconds[0])
    assert other.standardizer.standardize("color", "ink").value == "ink"
    merger.put(NAVY)
    assert other.standardizer.standardize("color", "ink").value == "ink"
    seconds[0] = 10.0
    assert other.standardizer.standardize("color", "ink").value == "navy"
    assert other.standardizer is other.standardizer
    assert other.display("color", "navy", "navy blue") == "Navy!"
    assert other.display("color", "red", "Red") == "Red"


def test_the_former_aliases_stay_while_the_graph_is_away(merger: Merger, store: SqliteStore) -> None:
    class Away(SqliteStore):
        away = False

        def entries(self) -> list[Entry]:
            if self.away:
                raise StoreError("away")
            return super().entries()

    merger.put(NAVY)
    seconds = [0.0]
    away = Away(store._path)
    vocabulary = TeamVocabulary(load_rulebook(), away, lambda: seconds[0])
    assert vocabulary.standardizer.standardize("color", "ink").value == "navy"
    away.away, seconds[0] = True, 100.0
    assert vocabulary.standardizer.standardize("color", "ink").value == "navy"
    away.close()


@pytest.mark.parametrize(
    ("entry", "pointer", "said"),
    [
        (Entry("color", "–", ("x",)), "/value", "expected a value with a letter or a digit"),
        (Entry("color", "navy", ("…",)), "/aliases/0", "expected an alias with a letter or a digit"),
        (Entry("color", "navy", ("ink", "Navy Blue")), "/aliases/1", "'Navy Blue' means 'navy' without an alias"),
        (Entry("color", "black", ("ink",)), "/aliases/0", "'ink' is already an alias of 'navy'"),
        (Entry("color", "ink", ("soot",)), "/value", "'ink' is an alias of 'navy'"),
        (Entry("color", "black", ("navy",)), "/aliases/0", "'navy' has aliases of its own"),
    ],
)
def test_contradictions_are_named(merger: Merger, store: SqliteStore, entry: Entry, pointer: str, said: str) -> None:
    merger.put(NAVY)
    for decide in (merger.put, merger.preview):
        with pytest.raises(InvalidInput) as refused:
            decide(entry)
        assert [fault.pointer for fault in refused.value.faults] == [pointer]
        assert said in refused.value.faults[0].detail
    assert len(store.entries()) == 1


def test_nobody_can_take_back_what_was_not_decided(merger: Merger) -> None:
    for decide in (merger.delete, merger.preview_delete):
        with pytest.raises(NotFound, match="no entry for color 'navy'"):
            decide("color", "navy")
