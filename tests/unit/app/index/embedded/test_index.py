"""What is asked while there is no index."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.relevance.words import Analyzer
from app.errors import NotIndexed
from app.graph.sqlite import SqliteStore
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.following import Follower
from app.index.index import Index
from tests.contract.items import filtered, item

RED = filtered("color:red")
OF_ALL_ITEMS: dict[str, Callable[[Index], object]] = {
    "search": lambda index: index.search(RED),
    "similar": lambda index: index.similar({("color", "red"): 1}, 3),
    "unknown words": lambda index: index.unknown_words(["rad"]),
    "completions": lambda index: index.words_with_prefix("re", 3),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as opened:
        opened.upsert([item(f"i{n}", "", "color:red") for n in range(3)])
        yield opened


@pytest.mark.parametrize("question", OF_ALL_ITEMS.values(), ids=OF_ALL_ITEMS)
def test_questions_about_all_items_wait_for_the_index_of_a_large_graph(
    store: SqliteStore, question: Callable[[Index], object]
) -> None:
    follower = Follower(store, Analyzer())
    index = EmbeddedIndex(follower, Analyzer(), store.index, few=2)
    with pytest.raises(NotIndexed, match=r"has 0 of 3 items; send the request again") as caught:
        question(index)
    assert caught.value.retry_after == 5
    follower.build()
    question(index)


def test_the_error_says_how_far_the_build_is(store: SqliteStore) -> None:
    follower = Follower(store, Analyzer())
    index = EmbeddedIndex(follower, Analyzer(), store.index, few=2)
    said = []

    def ask(_: int) -> None:
        with pytest.raises(NotIndexed) as caught:
            index.search(RED)
        said.append(str(caught.value))

    follower.build(ask)
    assert said == ["the search index is being built, and has 3 of 3 items; send the request again"]


def test_values_are_answered_without_the_index(store: SqliteStore) -> None:
    index = EmbeddedIndex(Follower(store, Analyzer()), Analyzer(), store.index, few=2)
    assert [each.value for each in index.known(["red"])] == ["red"]
    assert [each.name for each in index.names()] == ["color"]
    assert index.close_words("rad", 1) == ["red"]
    assert [each.value for each in index.prefixed("re")] == ["red"]


def test_the_record_answers_all_about_few_items(store: SqliteStore) -> None:
    index = EmbeddedIndex(Follower(store, Analyzer()), Analyzer(), store.index, few=3)
    assert index.search(RED).total == 3
