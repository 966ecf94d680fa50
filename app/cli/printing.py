"""Prints the output of commands: lines, tables, JSON and errors."""

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

out, err = Console(), Console(stderr=True)

# Lines in a file or a pipe may have any length.
_UNBOUNDED = 1_000_000


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Makes a table that never truncates a cell. On a narrow terminal, a cell continues in the next line."""
    made = Table()
    for name in columns:
        made.add_column(escape(name), overflow="fold")
    for row in rows:
        made.add_row(*map(escape, row))
    return made


def print_parts(parts: Iterable[RenderableType]) -> None:
    """Prints texts and tables. They fit the width of a terminal; in a file or a pipe, every row is one line."""
    console = out if out.is_terminal else Console(width=_UNBOUNDED)
    for part in parts:
        if isinstance(part, str):
            console.print(part, markup=False, highlight=False, soft_wrap=True)
        else:
            console.print(part)


def print_json(answer: dict[str, Any]) -> None:
    """Prints an answer of the service unchanged."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def program() -> str:
    """Returns how to call this command line in another terminal: its name if the shell finds it, otherwise its path."""
    called = Path(sys.argv[0])
    if called.name != "itemgraph" or shutil.which("itemgraph") == str(called.absolute()):
        return "itemgraph"
    return sys.argv[0]


def counted(number: int, noun: str) -> str:
    """Returns a count with its noun: "1 item", "1,200 items"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_error(message: str) -> None:
    """Prints an expected error as one line on standard error."""
    err.print(f"[bold red]error:[/] {escape(message)}", soft_wrap=True, highlight=False)


def say(line: str) -> None:
    """Prints a line of text without wrapping it."""
    print_parts([line])


def say_aside(line: str) -> None:
    """Prints a line of text on standard error, apart from output that a program may read."""
    err.print(line, highlight=False, markup=False, soft_wrap=True)
