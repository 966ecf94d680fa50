"""`itemgraph model trim`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Model
from app.cli.printing import say
from app.settings import read_settings


def trim_model(
    output: Annotated[Path, typer.Argument(help="new folder for the smaller bundle")],
    model: Model = None,
) -> None:
    """Copy the model without the word pieces of other scripts and without positions that no window has."""
    from app.lifecycle.export import trim

    bundle = trim(read_settings(model=model), output)
    size = sum(each.bytes for each in bundle.manifest.files.values())
    say(f"{bundle.model} in {output}: {size / 1e6:.1f} MB")
