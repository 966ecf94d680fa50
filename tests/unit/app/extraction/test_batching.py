"""Windows of many calls share batches: turns, failures, callers who leave, and closing."""

import time
from collections.abc import Sequence
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from app.errors import Cancelled
from app.extraction.batching import Batcher
from app.extraction.tally import Tally
from model.windows import Window
from tests.stand_ins.held import GatedTagger


def window(number: int, pieces: int = 16) -> Window:
    ids = np.full(pieces, number, dtype=np.int32)
    return Window(0, 1, ids, np.array([1], dtype=np.int32), True, True)


@pytest.fixture
def gate() -> GatedTagger:
    return GatedTagger()


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
def busy(gate: GatedTagger, tally: Tally) -> Batcher:
    """A batcher whose thread is held up in a first batch, of number 0."""
    batcher = Batcher(gate, tally)
    batcher.submit([window(0)])
    assert gate.entered.wait(20)
    return batcher


def numbers(rows: Sequence[NDArray[np.float32]]) -> list[int]:
    return [int(each[0, 0]) for each in rows]


def test_calls_that_wait_share_a_batch_and_each_gets_its_own_rows(
    gate: GatedTagger, busy: Batcher, tally: Tally
) -> None:
    calls = [busy.submit([window(10 * n), window(10 * n + 1)]) for n in range(1, 5)]
    gate.open.set()
    assert [numbers(call.result(20)) for call in calls] == [[10 * n, 10 * n + 1] for n in range(1, 5)]
    assert gate.batches == [[0], [10, 11, 20, 21, 30, 31, 40, 41]]
    assert (tally.batches, tally.word_pieces) == (2, 16 * 9)


def test_an_idle_engine_waits_for_no_company(gate: GatedTagger) -> None:
    gate.open.set()
    batcher = Batcher(gate, Tally())
    for number in range(3):
        assert numbers(batcher.submit([window(number)]).result(20)) == [number]
    assert gate.batches == [[0], [1], [2]]


def test_one_title_behind_many_windows_has_its_turn_in_the_next_batch(gate: GatedTagger, busy: Batcher) -> None:
    many = busy.submit([window(n, 64) for n in range(100, 200)])
    title = busy.submit([window(7)])
    gate.open.set()
    assert numbers(title.result(20)) == [7]
    assert gate.batches[1] == [100, 101, 7, 102, 103]
    assert numbers(many.result(20)) == list(range(100, 200))
    assert all(len(batch) <= 5 for batch in gate.batches)


def test_two_long_calls_go_on_side_by_side(gate: GatedTagger, busy: Batcher) -> None:
    first = busy.submit([window(100 + n, 64) for n in range(20)])
    second = busy.submit([window(200 + n, 64) for n in range(20)])
    gate.open.set()
    first.result(20)
    second.result(20)
    assert gate.batches[1:3] == [[100, 101, 200, 201], [102, 103, 202, 203]]


def test_a_call_is_shared_among_the_threads_that_are_free(gate: GatedTagger) -> None:
    gate.threads = 2
    batcher = Batcher(gate, Tally())
    call = batcher.submit([window(n) for n in range(16)])
    while len(gate.batches) < 2:
        time.sleep(0.001)
    gate.open.set()
    assert numbers(call.result(20)) == list(range(16))
    assert sorted(gate.batches) == [[0, 1, 2, 3, 4, 5, 6, 7], [8, 9, 10, 11, 12, 13, 14, 15]]


def test_little_is_not_shared(gate: GatedTagger) -> None:
    gate.threads = 2
    gate.open.set()
    assert numbers(Batcher(gate, Tally()).submit([window(n) for n in range(3)]).result(20)) == [0, 1, 2]
    assert gate.batches == [[0, 1, 2]]


def test_no_windows_are_answered_at_once(busy: Batcher) -> None:
    assert busy.submit([]).result(0) == []


def test_a_failure_is_that_of_the_calls_in_the_batch_and_the_thread_goes_on(gate: GatedTagger, busy: Batcher) -> None:
    bad = busy.submit([window(-1)])
    gate.open.set()
    with pytest.raises(ZeroDivisionError, match="minus one"):
        bad.result(20)
    assert numbers(busy.submit([window(5)]).result(20)) == [5]


def test_rows_missing_from_an_answer_are_a_failure_and_not_a_wait_for_ever(gate: GatedTagger, busy: Batcher) -> None:
    gate.tag = lambda windows: []  # type: ignore[method-assign]
    broken = busy.submit([window(3)])
    gate.open.set()
    with pytest.raises(ValueError, match="zip"):
        broken.result(20)


def test_what_is_left_of_a_call_whose_caller_has_gone_is_skipped(
    gate: GatedTagger, busy: Batcher, tally: Tally
) -> None:
    gone = Event()
    dropped = busy.submit([window(n, 64) for n in range(100, 200)], gone)
    kept = busy.submit([window(7)])
    gone.set()
    gate.open.set()
    with pytest.raises(Cancelled):
        dropped.result(20)
    assert numbers(kept.result(20)) == [7]
    assert gate.batches == [[0], [7]]
    assert tally.skipped == 1


def test_closing_finishes_what_waits_and_takes_no_more(gate: GatedTagger, busy: Batcher) -> None:
    waiting = busy.submit([window(n) for n in range(1, 50)])
    gate.open.set()
    busy.close()
    assert numbers(waiting.result(0)) == list(range(1, 50))
    assert gate.closed
    with pytest.raises(RuntimeError, match="closed"):
        busy.submit([window(1)])
