"""The order of items to label."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.label_queue import Candidate, Reason, rank

WORDS = st.sampled_from(("red", "Red", "acme", "xl", "oak"))
REASONS = st.builds(
    Reason, st.sampled_from(("uncertain", "rare", "missed")), WORDS, st.just("COLOR"), st.floats(0.01, 1)
)
CANDIDATES = st.lists(
    st.builds(Candidate, st.integers(0, 99).map(str), st.integers(1, 40), st.lists(REASONS, max_size=4).map(tuple)),
    max_size=12,
    unique_by=lambda each: each.id,
)


def uncertain(said: str, gain: float) -> Reason:
    return Reason("uncertain", said, "COLOR", gain)


def test_the_most_doubtful_item_is_first_and_one_without_a_reason_is_left_out() -> None:
    items = [
        Candidate("a", 4, (uncertain("red", 0.2),)), Candidate("b", 4, (uncertain("oak", 0.9),)), Candidate("c", 4, ())
    ]  # fmt: skip
    assert [each.id for each in rank(items, 9)] == ["b", "a"]


def test_the_same_question_is_asked_again_only_after_others() -> None:
    items = [Candidate(f"red{n}", 4, (uncertain("Red" if n else "red", 0.9),)) for n in range(3)]
    items.append(Candidate("oak", 4, (uncertain("oak", 0.5),)))
    assert [each.id for each in rank(items, 4)] == ["red0", "oak", "red1", "red2"]


def test_of_two_texts_with_the_same_doubts_the_shorter_one_is_first() -> None:
    reasons = (uncertain("red", 0.5), uncertain("oak", 0.5))
    assert [each.id for each in rank([Candidate("long", 90, reasons), Candidate("short", 5, reasons)], 1)] == ["short"]


@given(CANDIDATES, st.integers(1, 12))
def test_each_place_goes_to_the_item_that_adds_most(items: list[Candidate], limit: int) -> None:
    queue = rank(items, limit)
    assert len(queue) == min(limit, sum(bool(each.reasons) for each in items))
    assert len({each.id for each in queue}) == len(queue)
    assert all(first.gain >= second.gain for first, second in pairwise(queue))
    if queue:
        best = max(rank([each], 1)[0].gain for each in items if each.reasons)
        assert queue[0].gain == best
