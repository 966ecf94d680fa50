"""What the commands print: consoles, tables, JSON, and the line of an error."""

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

# A file or a pipe takes lines of any length.
_UNBOUNDED = 1_000_000


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table that cuts no cell: where the terminal is too narrow, a cell goes on in the next line."""
    made = Table()
    for name in columns:
        made.add_column(escape(name), overflow="fold")
    for row in rows:
        made.add_row(*map(escape, row))
    return made


def print_parts(parts: Iterable[RenderableType]) -> None:
    """Prints texts and tables: in the width of the terminal, or a line for each row into a file or a pipe."""
    console = out if out.is_terminal else Console(width=_UNBOUNDED)
    for part in parts:
        if isinstance(part, str):
            console.print(part, markup=False, highlight=False, soft_wrap=True)
        else:
            console.print(part)


def print_json(answer: dict[str, Any]) -> None:
    """Prints an answer of the service as it is."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def program() -> str:
    """How to call this command line in another terminal: by its name where the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if called.name != "itemgraph" or shutil.which("itemgraph") == str(called.absolute()):
        return "itemgraph"
    return sys.argv[0]


def print_error(message: str) -> None:
    """Prints an expected error as one line on standard error."""
    err.print(f"[bold red]error:[/] {escape(message)}", soft_wrap=True, highlight=False)


def say(line: str) -> None:
    """Prints a line of text as it is, however long."""
    print_parts([line])


def say_aside(line: str) -> None:
    """Prints a line of text on standard error, beside what a program may read."""
    err.print(line, highlight=False, markup=False, soft_wrap=True)
