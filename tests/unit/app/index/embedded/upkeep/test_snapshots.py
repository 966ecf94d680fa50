"""Segments join while the index is read and written."""

from app.domain.items import Item, content_of
from app.domain.relevance.words import Analyzer
from app.index.embedded.storage.vocabulary import Vocabulary
from app.index.embedded.upkeep.reading import Reader
from app.index.embedded.upkeep.snapshots import Sizes, Snapshots
from tests.contract.items import item


def written(index: Snapshots, items: list[Item], gone: list[str]) -> None:
    index.write([content_of(each) for each in items], gone, lambda _: [])


def ids(index: Snapshots) -> list[str]:
    return sorted(
        view.segment.ids[at] for view in index.views for at in range(len(view.segment)) if at not in view.dead
    )


def test_segments_join_so_that_there_are_few() -> None:
    index = Snapshots(Reader(Vocabulary(), Analyzer()), sizes=Sizes(buffer=4, fan=2, large=1000))
    for n in range(100):
        written(index, [item(f"i{n:03}", "Red shoe", "color:red")], [])
    assert ids(index) == [f"i{n:03}" for n in range(100)]
    assert len(index.views) <= 8
    assert index.vocabulary.counts.now.tolist() == [100]


def test_what_is_removed_while_segments_join_stays_removed() -> None:
    index = Snapshots(Reader(Vocabulary(), Analyzer()), sizes=Sizes(buffer=2, fan=2, large=3))
    for n in range(0, 60, 2):  # Joins run in the background, and removals beside them.
        written(index, [item(f"i{n:03}", "", "color:red"), item(f"i{n + 1:03}", "", "color:blue")], [])
        written(index, [item(f"i{n:03}", "", "color:green")], [f"i{n + 1:03}"])
    index.close()
    assert ids(index) == [f"i{n:03}" for n in range(0, 60, 2)]
    number = index.vocabulary.find("color", "green")
    assert index.vocabulary.counts.now[number] == 30
    assert index.vocabulary.counts.now.sum() == 30


def test_dead_items_are_let_go() -> None:
    index = Snapshots(Reader(Vocabulary(), Analyzer()), sizes=Sizes(buffer=4, fan=4, large=1000))
    for n in range(200):
        written(index, [item(f"i{n % 8}", f"Title {n}", "color:red")], [])
    assert ids(index) == [f"i{n}" for n in range(8)]
    assert sum(len(view.segment) for view in index.views) < 40
