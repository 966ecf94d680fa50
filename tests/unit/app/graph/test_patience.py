"""The time that one request may lose by a graph that does not answer."""

import math
import time

import pytest

from app.graph import patience


def test_failures_of_a_request_share_its_time_and_successes_take_none() -> None:
    with patience.of_a_request():
        whole = patience.left()
        with patience.spent_by_failure():
            time.sleep(0.02)
        assert patience.left() == whole
        with pytest.raises(ZeroDivisionError):
            fail_after(0.02)
        assert 0 < patience.left() <= whole - 0.02


def test_outside_of_requests_there_is_no_limit() -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after(0)
    assert patience.left() == math.inf


def fail_after(seconds: float) -> None:
    with patience.spent_by_failure():
        time.sleep(seconds)
        raise ZeroDivisionError
