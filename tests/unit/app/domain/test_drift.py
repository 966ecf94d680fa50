"""How far items have moved."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.drift import BOUND, Figures, Profile, Shift, chance_of, shifts, stability_index

NOW = datetime(2026, 1, 1, tzinfo=UTC)
COUNTS = st.lists(st.integers(0, 1000), min_size=5, max_size=5)
COLOR = ("color", "extracted")


def figures(items: int, values: dict[str, int], high: int = 8) -> Figures:
    said = sum(values.values())
    scores = tuple(said if tenth == high else 0 for tenth in range(10))
    return Figures(items, said, scores, values)


def profile(color: Figures, items: int = 1000, words: tuple[int, ...] = (900, 80, 10, 5, 5)) -> Profile:
    return Profile(NOW, "m@1", items, words, {COLOR: color})  # type: ignore[dict-item]


BEFORE = profile(figures(500, {"red": 300, "blue": 190, **{f"rare {n}": 1 for n in range(10)}}))


def beyond(after: Profile) -> list[tuple[str, str | None]]:
    return [(each.kind, each.name) for each in shifts(BEFORE, after) if each.exceeds(BOUND)]


def test_the_same_state_has_not_moved() -> None:
    found = shifts(BEFORE, BEFORE)
    assert {each.kind for each in found} == {"share", "scores", "word pieces"}
    assert {each.index for each in found} == {0}


def test_a_property_that_items_lose_or_gain_is_drift() -> None:
    assert beyond(profile(figures(100, {"red": 60, "blue": 40}))) == [("share", "color")]
    gone = replace(BEFORE, figures={})
    assert beyond(gone) == [("share", "color")]
    new = [each for each in shifts(gone, BEFORE) if each.exceeds(BOUND)]
    assert [(each.kind, each.before, each.after) for each in new] == [("share", 0, 0.5)]


def test_lower_scores_new_values_and_unknown_words_are_drift() -> None:
    assert beyond(profile(figures(500, {"red": 300, "blue": 200}, high=4))) == [("scores", "color")]
    assert beyond(profile(figures(500, {"red": 250, "pink": 250}))) == [("new values", "color")]
    assert beyond(replace(BEFORE, words=(400, 200, 100, 100, 200))) == [("word pieces", None)]


def test_as_many_new_values_as_were_to_be_expected_are_no_drift() -> None:
    rare = profile(figures(500, {f"brand {n}": 1 for n in range(500)}))
    others = profile(figures(500, {f"maker {n}": 1 for n in range(500)}))
    assert [each for each in shifts(rare, others) if each.exceeds(BOUND)] == []


def test_what_chance_explains_is_no_drift() -> None:
    few = profile(figures(2, {"red": 2}, high=3), items=4, words=(3, 1, 0, 0, 0))
    assert beyond(few) == []
    assert Shift("share", "color", "given", 0, 1, 0.3, 0.2).exceeds(BOUND)
    assert not Shift("share", "color", "given", 0, 1, 0.3, 0.4).exceeds(BOUND)


@given(COUNTS, COUNTS)
def test_the_index_is_symmetric_and_not_negative(before: list[int], after: list[int]) -> None:
    assert stability_index(before, after) == pytest.approx(stability_index(after, before))
    assert stability_index(before, after) >= 0
    assert stability_index(before, before) == 0


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.1,) * 10, (0.7, 0.2, 0.05, 0.03, 0.02)])
def test_samples_of_one_distribution_exceed_chance_in_about_one_of_a_hundred_cases(shares: Sequence[float]) -> None:
    source = random.Random(7)

    def draw(size: int) -> list[int]:
        counts = Counter(source.choices(range(len(shares)), shares, k=size))
        return [counts[part] for part in range(len(shares))]

    pairs = [(draw(300), draw(200)) for _ in range(1000)]
    over = sum(stability_index(*pair) > chance_of(*pair) for pair in pairs)
    assert over <= 30
