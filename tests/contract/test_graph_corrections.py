"""Every store keeps the corrections and the history of items, and no write loses a correction that it did not read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.corrections.keeping import stamp, stamped
from app.domain.items import Correction, Item, Moment, Stretch
from app.errors import ItemsCorrected
from app.index.index import AnsweringStore
from tests.contract.items import START, item

MARK = Correction(
    "c1", "mark", "color", 'Na"vy', START, span=Stretch("title", 0, 5, 'Na"vy'), by="Åsa", key="k1", note="a\nb"
)
REJECT = Correction("c2", "reject", "size", "xl", START + timedelta(hours=1))
HISTORY = (
    Moment(START, "created", "k1"),
    Moment(START, "corrected", None, (("color", "navy"),), (("size", "xl"), ("size", "l")), "c1"),
)


def corrected(each: Item, *said: Correction) -> Item:
    return replace(each, corrections=said, history=HISTORY, fingerprint=stamped(each.fingerprint, said))


def test_corrections_and_history_come_back_as_they_were(store: AnsweringStore) -> None:
    whole = corrected(item("a", "Shoe", "color:red"), MARK, REJECT)
    assert store.upsert([whole, item("b")]) == ["created", "created"]
    assert store.get(["a"]) == {"a": whole}
    assert store.page(1) == [whole]
    with store.snapshot() as graph:
        assert next(graph.items()) == whole


def test_a_rewrite_may_leave_out_corrections(store: AnsweringStore) -> None:
    whole = corrected(item("a", "Shoe", "color:red"), MARK)
    store.upsert([whole])
    bare = item("a", "Shoe", "color:red")
    assert store.rewrite([bare], {"a": whole.fingerprint}) == ["a"]
    assert store.get(["a"]) == {"a": bare}
    assert store.corrected(10) == []


def test_corrected_items_come_in_pages_in_order_of_id(store: AnsweringStore) -> None:
    items = [corrected(item(own, "Shoe"), REJECT) for own in ("b", "a/1", "\uff5e", "😀")]
    store.upsert([*items, item("c"), item("d")])
    ordered = sorted(items, key=lambda each: each.id)
    assert store.corrected(10) == ordered
    assert store.corrected(2) == ordered[:2]
    assert store.corrected(2, ordered[1].id) == ordered[2:]
    assert store.corrected(2, ordered[3].id) == []
    assert store.corrected(0) == []


def test_an_item_that_was_corrected_meanwhile_is_not_overwritten(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe"), item("b", "Shoe")])
    late = corrected(item("a", "Shoe"), MARK)
    store.rewrite([late], {"a": item("a", "Shoe").fingerprint})
    new = [item("b", "Boot"), item("a", "Boot")]
    with pytest.raises(ItemsCorrected, match="'a' was corrected meanwhile"):
        store.upsert(new, None, {"a": "", "b": ""})
    assert store.get("ab") == {"a": late, "b": item("b", "Shoe")}
    assert store.upsert(new, None, {"a": stamp([MARK]), "b": ""}) == ["updated", "updated"]
    assert store.get("ab") == {"a": new[1], "b": new[0]}


def test_what_was_corrected_and_deleted_is_created_again_without_it(store: AnsweringStore) -> None:
    store.upsert([corrected(item("a", "Shoe"), MARK)])
    store.delete("a")
    with pytest.raises(ItemsCorrected):
        store.upsert([item("a", "Shoe")], None, {"a": stamp([MARK])})
    assert store.upsert([item("a", "Shoe")], None, {"a": ""}) == ["created"]
    assert store.get(["a"]) == {"a": item("a", "Shoe")}
