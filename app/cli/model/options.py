"""Options that several commands on models share."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

Format = Annotated[str | None, typer.Option(help="how the labels are written; recognised if left out")]
Split = Annotated[str | None, typer.Option(help="which split; validation if left out")]
VersionsFolder = Annotated[Path, typer.Option(help="folder of the versions, with `current`")]


def command_line() -> str:
    """Returns the current command line, in a form that can be typed again."""
    return shlex.join(["itemgraph", *sys.argv[1:]])
