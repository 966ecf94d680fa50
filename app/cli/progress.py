"""Shows progress on standard error: a line with the current step, or a bar with counts and speed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from app.cli.printing import err

Tell = Callable[[str], None]
Advance = Callable[[int], None]

_DESCRIPTION = "{task.description}"


@contextmanager
def spinner(title: str) -> Iterator[Tell]:
    """Shows a line with the elapsed time on a terminal. Yields a function that replaces its text."""
    columns = (SpinnerColumn(), TextColumn(_DESCRIPTION, markup=False), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        task = progress.add_task(title)
        yield lambda text: progress.update(task, description=text)


@contextmanager
def bar(title: str, total: int | None) -> Iterator[Advance]:
    """Shows a bar towards `total` (None: unknown). Yields a function that advances it."""
    columns = (
        SpinnerColumn(),
        TextColumn(_DESCRIPTION, markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        _Speed(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.advance(task, done)


class _Speed(ProgressColumn):
    """The speed per second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "–/s")
