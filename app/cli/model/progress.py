"""The bar of a training, on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from app.cli.printing import out


class TrainingBar:
    """Shows steps, loss and speed, as `training.learning.progress.Bar`."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._task = shown.add_task("", start=False, epoch=1, loss=0.0, speed=0.0)

    def begin(self, total: int, done: int) -> None:
        self._shown.start()
        self._shown.start_task(self._task)
        self._shown.update(self._task, total=total, completed=done)

    def step(self, done: int, epoch: int, loss: float, speed: float) -> None:
        self._shown.update(self._task, completed=done, epoch=epoch, loss=loss, speed=speed)

    def end(self) -> None:
        self._shown.stop()


@contextmanager
def training_bar(console: Console = out) -> Iterator[TrainingBar]:
    """Yields a bar that begins with the training and goes with this context."""
    columns = (
        TextColumn("epoch {task.fields[epoch]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]:.4f}, {task.fields[speed]:,.0f} tokens/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    shown = Progress(*columns, console=console, disable=not console.is_terminal)
    try:
        yield TrainingBar(shown)
    finally:
        shown.stop()
