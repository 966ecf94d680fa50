"""Ends a training on a signal in good order: between two steps, with its state saved."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from training.errors import TrainingError

# Ctrl-C, and the signal that SageMaker sends 120 s before SIGKILL, when it stops a job or takes a spot machine away.
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(TrainingError):
    """A signal ended the training; the state is saved and can be resumed. `status` is 128 plus the signal."""

    def __init__(self, received: signal.Signals) -> None:
        super().__init__(f"{received.name}: the state is saved; --resume continues from there")
        self.status = 128 + received


class Interruption:
    """Remembers whether a signal came. A second signal acts as usual."""

    def __init__(self) -> None:
        self._received: signal.Signals | None = None
        self._before: dict[signal.Signals, object] = {}

    @property
    def came(self) -> bool:
        return self._received is not None

    def check(self) -> None:
        """Raises Interrupted when a signal came."""
        if self._received is not None:
            raise Interrupted(self._received)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Notes signals instead of letting them act. An ignored signal stays ignored, as under `nohup`.

        Only the main thread gets signals: in another thread nothing changes.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        handled = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
        self._before = {each: signal.signal(each, self._note) for each in handled}
        try:
            yield
        finally:
            self._restore()

    def _note(self, number: int, _: FrameType | None) -> None:
        self._received = signal.Signals(number)
        self._restore()

    def _restore(self) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)  # type: ignore[arg-type]
        self._before = {}
