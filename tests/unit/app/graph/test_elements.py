"""Ids of vertices and edges."""

from hypothesis import given
from hypothesis import strategies as st

from app.graph import elements


@given(st.text(), st.text(), st.text(), st.text())
def test_edges_of_different_ends_have_different_ids(a: str, b: str, c: str, d: str) -> None:
    first, second = (elements.item_id(a), elements.word_id(b)), (elements.item_id(c), elements.word_id(d))
    assert (elements.edge_id(*first) == elements.edge_id(*second)) == (first == second)


@given(st.text() | st.text("%7C25|"), st.text())
def test_the_id_of_an_edge_tells_where_it_starts(own: str, word: str) -> None:
    start = elements.item_id(own)
    assert elements.edge_start(elements.edge_id(start, elements.word_id(word))) == start


@given(st.text())
def test_an_item_is_known_by_its_vertex(own: str) -> None:
    assert elements.own_id(elements.item_id(own)) == own
    assert elements.is_item(elements.item_id(own))
    assert not elements.is_item(elements.property_id("item", own))
