"""The last writes of an item."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.domain.history import MOST_MOMENTS, Cause, amend, keys_of, remember
from app.domain.items import Item, Moment
from tests.contract.items import item

NOW = datetime(2026, 1, 1, tzinfo=UTC)
COLORS = st.lists(st.sampled_from(["red", "blue", "green", "pink"]), unique=True)


def painted(colors: Sequence[str]) -> Item:
    return item("a", "", *(f"color:{each}" for each in colors))


def test_a_write_tells_what_came_and_went() -> None:
    first = remember(None, painted(["red"]), Cause("corrected", "k"), NOW)
    assert first.history == (Moment(NOW, "created", "k"),)
    second = remember(first, painted(["blue"]), Cause("corrected", "k", "c1"), NOW)
    gained, lost = (("color", "blue"),), (("color", "red"),)
    assert second.history == (*first.history, Moment(NOW, "corrected", "k", gained, lost, "c1"))


def test_only_the_last_writes_are_kept() -> None:
    found = painted([])
    for n in range(MOST_MOMENTS + 5):
        found = remember(found, painted(["red"] if n % 2 else []), Cause(key=str(n)), NOW)
    assert len(found.history) == MOST_MOMENTS
    assert found.history[-1].key == str(MOST_MOMENTS + 4)


@given(COLORS, COLORS, COLORS)
def test_an_amended_moment_tells_of_both_steps_as_of_one(
    before: list[str], between: list[str], after: list[str]
) -> None:
    made = remember(painted(before), painted(between), Cause(), NOW)
    amended = amend(made, replace(painted(after), history=made.history))
    (last,) = amended.history
    old, new = keys_of(painted(before)), keys_of(painted(after))
    assert (set(last.added), set(last.removed)) == (new - old, old - new)
