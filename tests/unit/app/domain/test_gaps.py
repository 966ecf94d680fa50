"""What neighbours suggest for an item that lacks it."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.gaps import Neighbour, SuggestedRange, find_gaps
from tests.contract.items import item

BARE = item("bare", "Shoe", "category:shoe")


def near(score: float, item_id: str, *given: str) -> Neighbour:
    return Neighbour(item(item_id, "", *given), score)


def test_the_votes_of_similar_items_decide() -> None:
    neighbours = [near(3, "a", "color:red"), near(1, "b", "color:blue"), near(1, "c", "color:blue")]
    (gap,) = find_gaps(BARE, neighbours)
    assert (gap.name, gap.having) == ("color", 3)
    assert [(each.value, each.support, each.evidence) for each in gap.values] == [
        ("red", 1, ("a",)),
        ("blue", 2, ("b", "c")),
    ]
    # Scores are votes, and the doubt is a further neighbour.
    assert [each.confidence for each in gap.values] == [round(3 / (5 + 5 / 3), 4), round(2 / (5 + 5 / 3), 4)]


def test_only_what_the_item_lacks_is_suggested() -> None:
    neighbours = [near(1, each, "category:boot", "color:red", "size:xl") for each in "ab"]
    assert [gap.name for gap in find_gaps(BARE, neighbours)] == ["color", "size"]
    assert find_gaps(item("x", "", "category:shoe", "size:m", conflicts=["color:blue"]), neighbours) == []
    assert find_gaps(BARE, []) == []


def test_what_most_neighbours_agree_on_is_first() -> None:
    neighbours = [near(1, f"{n}", "material:cotton", f"color:c{n}", *["fit:slim"][n // 2 :]) for n in range(4)]
    assert [gap.name for gap in find_gaps(BARE, neighbours)] == ["material", "fit", "color"]


def test_more_agreement_is_more_confidence_and_one_voice_is_none() -> None:
    found = [find_gaps(BARE, [near(1, f"{n}", "color:red") for n in range(count)]) for count in (1, 2, 9)]
    assert [[gap.values[0].confidence for gap in gaps] for gaps in found] == [[], [round(2 / 3, 4)], [0.9]]


def test_numbers_are_also_a_range_of_their_middle() -> None:
    neighbours = [near(n, f"{n}", f"price:{n * 10} EUR") for n in range(1, 12)] + [near(1, "d", "price:$5")]
    (gap,) = find_gaps(BARE, neighbours)
    assert gap.range == SuggestedRange(20, 100, "EUR", 11, ("11", "10", "9", "8", "7"))
    assert find_gaps(BARE, neighbours[:2])[0].range is None


@given(
    st.lists(
        st.tuples(st.floats(0.1, 20), st.lists(st.sampled_from(["color:red", "color:blue", "size:xl"]), max_size=3)),
        max_size=8,
    )
)
def test_confidence_is_a_share(rows: list[tuple[float, list[str]]]) -> None:
    neighbours = [Neighbour(item(f"{n}", "", *given), score) for n, (score, given) in enumerate(rows)]
    for gap in find_gaps(BARE, neighbours):
        assert gap.having >= max(each.support for each in gap.values) > 0
        assert all(0 <= each.confidence < 1 for each in gap.values)
        assert [each.confidence for each in gap.values] == sorted((e.confidence for e in gap.values), reverse=True)
