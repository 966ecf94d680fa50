"""Units of callers."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.rates import UNIT_BYTES, Rate, units_of


def test_a_caller_has_a_minutes_units_at_once_and_then_waits() -> None:
    rate = Rate(60)
    assert [rate.spend("a", 1) for _ in range(60)] == [0.0] * 60
    assert 0 < rate.spend("a", 1) <= 1


def test_callers_do_not_share() -> None:
    rate = Rate(60)
    assert rate.spend("a", 60) == 0
    assert rate.spend("b", 60) == 0
    assert rate.spend("a", 1) > 0


def test_units_come_back_evenly() -> None:
    rate = Rate(60 * 100)
    rate.spend("a", 60 * 100)
    assert rate.spend("a", 5) > 0.03
    time.sleep(0.06)
    assert rate.spend("a", 5) == 0


def test_a_refused_call_costs_nothing() -> None:
    rate = Rate(60)
    rate.spend("a", 59)
    waits = [rate.spend("a", 30) for _ in range(5)]
    assert max(waits) - min(waits) < 0.5
    assert rate.spend("a", 1) == 0


def test_a_call_larger_than_the_bucket_waits_for_a_whole_one() -> None:
    rate = Rate(60)
    assert rate.spend("a", 10_000) == 0
    assert 59 < rate.spend("a", 10_000) <= 60


def test_no_limit_is_no_wait() -> None:
    assert [Rate(0).spend("a", 10**9) for _ in range(3)] == [0.0] * 3


@given(st.integers(1, 1000), st.lists(st.integers(1, 2000), max_size=20))
def test_nobody_gets_more_than_a_minute_allows(most: int, asked: list[int]) -> None:
    rate, began = Rate(most), time.monotonic()
    got = sum(min(units, most) for units in asked if rate.spend("a", units) == 0)
    assert got <= most + (time.monotonic() - began) * most / 60 + 1


@pytest.mark.parametrize(("size", "units"), [(0, 1), (UNIT_BYTES - 1, 1), (UNIT_BYTES, 2), (10 * UNIT_BYTES, 11)])
def test_a_body_costs_by_its_size(size: int, units: int) -> None:
    assert units_of(size) == units
