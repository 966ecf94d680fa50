"""What the commands print: consoles, JSON, and the line of an error."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.markup import escape

out, err = Console(), Console(stderr=True)


def print_json(answer: dict[str, Any]) -> None:
    """Prints an answer of the service as it is."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def print_error(message: str) -> None:
    """Prints an expected error as one line on standard error."""
    err.print(f"[bold red]error:[/] {escape(message)}", soft_wrap=True, highlight=False)
