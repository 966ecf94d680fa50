"""Progress on standard error: a line that tells what is done now, or a bar with counts and speed."""

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
    """A line with the time that has passed, on a terminal; the function that it yields replaces the text."""
    columns = (SpinnerColumn(), TextColumn(_DESCRIPTION, markup=False), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        task = progress.add_task(title)
        yield lambda text: progress.update(task, description=text)


@contextmanager
def bar(title: str, total: int | None) -> Iterator[Advance]:
    """A bar towards `total`, endless where that is None; the function that it yields adds what was done."""
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
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "–/s")
