"""What one process decides about values holds for what others write, whenever it comes."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalog.rereading import Rereading
from app.domain.aliases.entries import Entry
from app.domain.items import Item, Status
from app.graph.sqlite import SqliteStore
from model.bundle import Bundle
from tests.stand_ins.rivals import Rival, draft

SEA = Entry("shade", "deep sea", ("abyss",), "Deep Sea")
SKY = Entry("shade", "sky", ("azure",), "Sky")


class InterruptedStore(SqliteStore):
    """Calls what is set once: just before its next write of items begins, or just after it is stored."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.before: list[Callable[[], object]] = []
        self.after: list[Callable[[], object]] = []

    def upsert(
        self, items: Sequence[Item], vocabulary: str | None = None, corrected: Mapping[str, str] | None = None
    ) -> list[Status]:
        _call_once(self.before)
        found = super().upsert(items, vocabulary, corrected)
        _call_once(self.after)
        return found

    def rewrite(
        self, items: Sequence[Item], stored: Mapping[str, str | None] | None = None, vocabulary: str | None = None
    ) -> list[str]:
        _call_once(self.before)
        found = super().rewrite(items, stored, vocabulary)
        _call_once(self.after)
        return found


def _call_once(calls: list[Callable[[], object]]) -> None:
    if calls:
        calls.pop()()


@pytest.fixture
def here(bundle: Bundle, tmp_path: Path) -> Iterator[Rival]:
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as store:
        yield Rival(bundle, store)


@pytest.fixture
def interrupted(tmp_path: Path) -> Iterator[InterruptedStore]:
    with closing(InterruptedStore(tmp_path / "graph.sqlite")) as store:
        yield store


@pytest.fixture
def there(bundle: Bundle, interrupted: InterruptedStore) -> Rival:
    return Rival(bundle, interrupted)


def test_an_alias_holds_for_the_next_write_of_another_process(here: Rival, there: Rival) -> None:
    there.put("a", "first")
    here.merger.put(SEA)
    assert there.put("b", "Abyss") == "created"
    assert there.shades("b") == ["deep sea"]
    assert there.put("b", "Abyss") == "unchanged"
    here.merger.delete("shade", "deep sea")
    assert there.put("c", "Abyss") == "created"
    assert there.shades("b") == there.shades("c") == ["abyss"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("undone", [False, True])
def test_a_merge_during_a_write_of_another_process_holds(
    here: Rival, there: Rival, interrupted: InterruptedStore, moment: str, undone: bool
) -> None:
    if undone:
        here.merger.put(SEA)
    getattr(interrupted, moment).append(
        (lambda: here.merger.delete("shade", "deep sea")) if undone else (lambda: here.merger.put(SEA))
    )
    (kept,) = there.catalog.put_items([draft("a", "abyss")])
    wanted = ["abyss"] if undone else ["deep sea"]
    assert kept.status == "created"
    assert there.shades("a") == [prop.value for prop in kept.item.properties] == wanted


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_merge_during_a_conditional_write_holds(
    here: Rival, there: Rival, interrupted: InterruptedStore, moment: str
) -> None:
    there.put("a", "first")
    getattr(interrupted, moment).append(lambda: here.merger.put(SEA))
    kept = there.catalog.put_if(draft("a", "abyss"), lambda item: item is not None)
    assert kept.status == "updated"
    assert there.shades("a") == [prop.value for prop in kept.item.properties] == ["deep sea"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_merge_while_items_are_read_again_holds(
    here: Rival, there: Rival, interrupted: InterruptedStore, moment: str, tmp_path: Path
) -> None:
    there.put("a", "abyss")
    (item,) = there.store.page(1)
    there.store.rewrite([replace(item, fingerprint="of another model")], {"a": item.fingerprint})
    rereading = Rereading(there.catalog, there.store, tmp_path, "f" * 64, changed_only=False)
    rereading.read(lambda _: None)
    getattr(interrupted, moment).append(lambda: here.merger.put(SEA))
    assert rereading.write(lambda _: None) == 1
    assert there.shades("a") == ["deep sea"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_two_merges_at_once_both_hold(here: Rival, there: Rival, interrupted: InterruptedStore, moment: str) -> None:
    here.put("a", "abyss", "azure")
    getattr(interrupted, moment).append(lambda: here.merger.put(SKY))
    there.merger.put(SEA)
    assert here.shades("a") == ["deep sea", "sky"]


def test_many_writes_and_merges_at_once_end_with_one_state(here: Rival, bundle: Bundle, tmp_path: Path) -> None:
    def write(prefix: str) -> None:
        with closing(SqliteStore(tmp_path / "graph.sqlite")) as store:
            rival = Rival(bundle, store)
            for n in range(25):
                rival.put(f"{prefix}{n}", "abyss", "azure")

    writers = [threading.Thread(target=write, args=(prefix,)) for prefix in "pq"]
    for each in writers:
        each.start()
    turns = 0
    while any(each.is_alive() for each in writers) or turns % 2 == 0:
        turns += 1
        here.merger.put(SEA) if turns % 2 else here.merger.delete("shade", "deep sea")
    for each in writers:
        each.join()
    here.merger.put(SKY)
    wrong = [each.id for each in here.store.page(100) if here.shades(each.id) != ["deep sea", "sky"]]
    assert (here.store.count(), wrong) == (50, [])
