"""`itemgraph model archive`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Model
from app.cli.printing import say
from app.settings import read_settings


def archive_model(
    output: Annotated[Path, typer.Argument(help="new file, for example model.tar.gz")],
    model: Model = None,
    compact: Annotated[
        bool, typer.Option("--compact", help="make no SavedModel: an archive for this project's image alone")
    ] = False,
) -> None:
    """Pack the model as SageMaker keeps models: with SavedModel and code, for TensorFlow Serving's container too."""
    from app.lifecycle.export import export_archive

    bundle = export_archive(read_settings(model=model), output, compact)
    say(f"{bundle.model} in {output}")
