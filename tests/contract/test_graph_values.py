"""Every store finds the same values by the beginnings of their words."""

from app.domain.queries import KnownValue
from app.index.index import AnsweringStore
from tests.contract.items import item


def test_values_by_the_beginnings_of_their_words_come_commonest_first(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("a", "", "shade:navy blue", "brand:Navy Works"),
            item("b", "", "shade:navy blue", "shade:blue"),
            item("c", "", "shade:dark navy"),
        ]
    )
    navy = KnownValue("shade", "navy blue", "navy blue", 2)
    dark, works = KnownValue("shade", "dark navy", "dark navy", 1), KnownValue("brand", "navy works", "Navy Works", 1)
    assert store.index.prefixed("nav") == [navy, works, dark]
    assert store.index.prefixed("nav", "shade") == [navy, dark]
    assert store.index.prefixed("nav", "shade", 1) == [navy]
    assert store.index.prefixed("bl na") == [navy]
    assert store.index.prefixed("avy") == []


def test_no_beginning_is_that_of_all_values(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "size:xl"), item("b", "", "size:xl")])
    assert [(each.name, each.count) for each in store.index.prefixed("")] == [("size", 2), ("color", 1)]
    assert [each.value for each in store.index.prefixed("", "color")] == ["red"]
    assert store.index.prefixed("", "none") == []


def test_the_display_of_a_value_counts(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "weight:1 kg")])
    for text in ("1000", "kg", "g 1"):
        assert store.index.prefixed(text) == [KnownValue("weight", "1000 g", "1 kg", 1)]
