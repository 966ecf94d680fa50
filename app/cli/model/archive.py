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
) -> None:
    """Pack the model as SageMaker keeps models: with SavedModel and code, for TensorFlow Serving's container too."""
    from app.lifecycle.export import export_archive

    bundle = export_archive(read_settings(model=model), output)
    say(f"{bundle.model} in {output}")
