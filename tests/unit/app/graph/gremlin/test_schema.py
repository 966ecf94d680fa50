"""Vertices and edges in the form that Neptune needs."""

from hypothesis import given
from hypothesis import strategies as st

from app.graph.gremlin import schema


@given(st.lists(st.text(), min_size=2))
def test_ranks_sort_as_code_points_in_utf_16_as_well(texts: list[str]) -> None:
    """The JVM compares UTF-16 code units, in which U+FF5E comes after U+1F600."""
    ranks = [schema.rank(text) for text in texts]
    assert [schema.unrank(rank) for rank in ranks] == texts
    by_units = sorted(ranks, key=lambda rank: rank.encode("utf-16-be"))
    assert [schema.unrank(rank) for rank in by_units] == sorted(texts)
