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
        bool, typer.Option("--compact", help="build no SavedModel; the archive then runs in this project's image only")
    ] = False,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="private key that signs what is packed, as `keygen` writes it")
    ] = None,
) -> None:
    """Pack the model for SageMaker: with SavedModel and code, so that TensorFlow Serving can run it too."""
    from app.lifecycle.export import export_archive

    bundle = export_archive(read_settings(model=model), output, compact, key)
    say(f"{bundle.model} in {output}")
