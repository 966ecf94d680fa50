"""Saved indexes: opened if they are whole and of this graph, and otherwise not trusted."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.queries import Query
from app.domain.relevance.words import Analyzer
from app.graph.sqlite import SqliteStore
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.following import Follower
from app.index.embedded.upkeep.keeping import Keeper
from tests.contract.items import filtered, item, term
from tests.contract.oracle import PlainStore
from tests.contract.test_congruence import comparable
from tests.unit.app.index.embedded.upkeep.test_following import NoLog

ENGLISH = Analyzer()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as opened:
        yield opened


def fill(store: SqliteStore) -> None:
    colors = ("RED", "navy blue", "Blue")
    store.upsert([item(f"i{n}", f"Shoe no. {n}", f"color:{colors[n % 3]}", f"price:{n} EUR") for n in range(12)])


def start(store: SqliteStore | PlainStore, folder: Path, analyzer: Analyzer = ENGLISH) -> tuple[EmbeddedIndex, Keeper]:
    """Starts an index as a process does."""
    follower = Follower(store, analyzer)
    keeper = Keeper(follower, Bases(folder, store, analyzer), 60, few=0)
    keeper.turn()
    return EmbeddedIndex(follower, analyzer, store.index), keeper


def saved(store: SqliteStore, folder: Path) -> Path:
    start(store, folder)
    (found,) = folder.glob("*/base-*")
    return found


def was_built(keeper: Keeper) -> bool:
    return keeper.state().read > 0


def test_a_start_goes_on_from_the_saved_index(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    saved(store, tmp_path / "index")
    store.delete("i3")
    store.upsert([item("new", "Green boots", "color:green"), item("i4", "Shoe", "color:Navy Blue", "size:xl")])
    index, keeper = start(store, tmp_path / "index")
    assert not was_built(keeper)
    for query in (filtered("color:navy blue"), filtered("price:2..9"), filtered(), filtered("-color:red")):
        assert comparable(index.search(query)) == comparable(store.index.search(query))
    assert index.names() == store.index.names()
    assert index.known(["blue"]) == store.index.known(["blue"])
    assert index.prefixed("nav") == store.index.prefixed("nav")
    assert index.words_with_prefix("s", 9) == store.index.words_with_prefix("s", 9)
    wanted = {("color", "navy blue"): 1, ("color", "red"): 2}
    assert index.similar(wanted, 5, {"i4"}) == store.index.similar(wanted, 5, {"i4"})


def test_a_damaged_index_is_built_again(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    base = saved(store, tmp_path / "index")
    for name in ("arrays.bin", "words.json", "manifest.json"):
        whole = (base / name).read_bytes()
        (base / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        _, keeper = start(store, tmp_path / "index")
        assert was_built(keeper), name
        (base,) = (tmp_path / "index").glob("*/base-*")
    shutil.rmtree(base)
    base.mkdir()
    assert was_built(start(store, tmp_path / "index")[1])


def test_an_index_for_another_language_is_built_again(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    saved(store, tmp_path / "index")
    assert was_built(start(store, tmp_path / "index", Analyzer("german"))[1])


def test_an_index_of_a_later_state_is_not_used_for_an_older_copy(tmp_path: Path) -> None:
    graph = tmp_path / "graph.sqlite"
    with closing(SqliteStore(graph)) as store:
        fill(store)
    shutil.copy(graph, tmp_path / "older.sqlite")
    with closing(SqliteStore(graph)) as store:
        store.upsert([item("later", "", "color:red")])
        saved(store, tmp_path / "index")
    shutil.copy(tmp_path / "older.sqlite", graph)
    with closing(SqliteStore(graph)) as store:
        index, keeper = start(store, tmp_path / "index")
        assert was_built(keeper)
        assert "later" not in {hit.item.id for hit in index.search(filtered("color:red")).hits}
        store.upsert([item("other", "", "color:red")])  # The log is as long as that of the saved index now.
    with closing(SqliteStore(graph)) as store:
        assert (
            store.index.search(filtered("color:red")).total
            == start(store, tmp_path / "index")[0].search(filtered("color:red")).total
        )


def test_two_graphs_do_not_share_an_index(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    saved(store, tmp_path / "index")
    with closing(SqliteStore(tmp_path / "other.sqlite")) as other:
        other.upsert([item("a", "", "color:red")])
        index, keeper = start(other, tmp_path / "index")
        assert was_built(keeper)
        assert index.search(filtered("color:red")).total == 1
    assert not was_built(start(store, tmp_path / "index")[1])


def test_one_process_builds_while_the_record_answers_in_the_other(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    bases = Bases(tmp_path / "index", store, ENGLISH)
    with bases.lock() as mine:
        assert mine
        index, keeper = start(store, tmp_path / "index")
        assert not keeper.state().ready
        assert index.search(filtered("color:red")).total == 4
    keeper.turn()
    assert keeper.state().ready


def test_a_full_disk_leaves_the_index_in_memory(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    (tmp_path / "index").write_text("a file stands where the folder should be")
    index, keeper = start(store, tmp_path / "index")
    assert keeper.state().ready
    assert index.search(filtered("color:red")).total == 4


def test_many_changes_are_saved_when_nothing_more_is_written(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    first = saved(store, tmp_path / "index")
    index, keeper = start(store, tmp_path / "index")
    store.upsert([item(f"j{n}", "Boots", "color:green") for n in range(9)])
    keeper.turn()
    assert first.exists()
    keeper.turn()
    (second,) = (tmp_path / "index").glob("*/base-*")
    assert second != first
    assert index.search(filtered("color:green")).total == 9
    fresh, again = start(store, tmp_path / "index")
    assert not was_built(again)
    assert [hit.item.id for hit in fresh.search(filtered("color:green")).hits] == [f"j{n}" for n in range(9)]


def test_where_there_is_no_log_nothing_is_saved(tmp_path: Path) -> None:
    store = NoLog()
    store.upsert([item("a", "", "color:red")])
    _, keeper = start(store, tmp_path / "index")
    assert keeper.state().items == 1
    assert not (tmp_path / "index").exists()


def test_an_index_of_few_items_is_not_saved(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    keeper = Keeper(Follower(store, ENGLISH), Bases(tmp_path / "index", store, ENGLISH), 60, few=12)
    keeper.turn()
    assert keeper.state().items == 12
    assert not (tmp_path / "index").exists()


def test_unfinished_files_of_a_killed_process_are_removed(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    base = saved(store, tmp_path / "index")
    (base.parent / "new-1-1").mkdir()
    shutil.rmtree(base)
    saved(store, tmp_path / "index")
    assert not (base.parent / "new-1-1").exists()


def test_an_index_without_any_value_or_word_is_opened(store: SqliteStore, tmp_path: Path) -> None:
    store.upsert([item("a"), item("b")])
    saved(store, tmp_path / "index")
    index, keeper = start(store, tmp_path / "index")
    assert not was_built(keeper)
    assert [hit.item.id for hit in index.search(Query()).hits] == ["a", "b"]


def test_words_of_texts_are_found_in_a_saved_index(store: SqliteStore, tmp_path: Path) -> None:
    fill(store)
    saved(store, tmp_path / "index")
    index, _ = start(store, tmp_path / "index")
    assert index.search(Query((term("shoe"),))).total == 12
