"""Signals during a training."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.training.learning.test_train import RESUMED, fit
from training.evaluation.results import Epoch
from training.learning.checkpoints import State
from training.learning.interruption import Interrupted, Interruption
from training.learning.progress import Progress
from training.network.encoders import Encoder


class Signalled(Progress):
    """Sends itself a signal after so many steps, or after the first epoch."""

    def __init__(self, number: signal.Signals, steps: int | None = None) -> None:
        self._number, self._steps = number, steps

    def step(self, state: State) -> None:
        if sum(state.done) == self._steps:
            os.kill(os.getpid(), self._number)

    def epoch(self, epoch: Epoch, best: bool) -> None:
        if self._steps is None:
            os.kill(os.getpid(), self._number)


@pytest.mark.usefixtures("interrupts")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_training_after_the_step(
    encoder: Encoder, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    before = signal.getsignal(number)
    with pytest.raises(Interrupted, match=f"{number.name}: the state is saved") as stopped:
        fit(encoder, tmp_path / "work", RESUMED, Signalled(number, steps=1))
    assert stopped.value.status == status
    assert signal.getsignal(number) is before


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, None], ids=["in an epoch", "while an epoch is scored"])
def test_a_training_that_a_signal_ended_is_resumed(encoder: Encoder, tmp_path: Path, steps: int | None) -> None:
    with pytest.raises(Interrupted):
        fit(encoder, tmp_path / "work", RESUMED, Signalled(signal.SIGTERM, steps))
    assert [epoch.number for epoch in fit(encoder, tmp_path / "work", RESUMED, resume=True).epochs] == [1, 2, 3]


@pytest.fixture
def interrupts() -> Iterator[None]:
    """SIGINT raises KeyboardInterrupt, also where the tests were started with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts")
def test_a_second_signal_acts_as_ever() -> None:
    interruption = Interruption()
    with interruption.noted():
        os.kill(os.getpid(), signal.SIGINT)
        assert interruption.came
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_ignored_signal_stays_ignored(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        interruption = Interruption()
        with interruption.noted():
            os.kill(os.getpid(), number)
            assert signal.getsignal(number) is signal.SIG_IGN
        assert not interruption.came
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)


def test_in_another_thread_nothing_is_noted() -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen = []

    def work() -> None:
        with Interruption().noted():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
