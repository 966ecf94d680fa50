"""`itemgraph model export`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Model
from app.cli.printing import say
from app.settings import read_settings


def export_model(
    output: Annotated[Path, typer.Argument(help="new folder for the bundle with its SavedModel")],
    model: Model = None,
) -> None:
    """Copy the model with a SavedModel built from its weights, for TensorFlow Serving."""
    from app.lifecycle.export import export_saved_model

    bundle = export_saved_model(read_settings(model=model), output)
    say(f"{bundle.model} with saved_model/1 in {output}")
