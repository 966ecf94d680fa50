"""A bundle in the forms that TensorFlow Serving and SageMaker take."""

from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from app.extraction.bundles import open_bundle
from app.lifecycle.extras import training_extra
from app.settings import Settings


def export_model(settings: Settings, output: Path, out: Console) -> None:
    """Writes a copy of the bundle with a SavedModel of its weights."""
    bundle = open_bundle(settings)
    with training_extra():
        from training.export import export_saved_model

    exported = export_saved_model(bundle, output)
    out.print(f"{exported.model} with saved_model/1 in {output}", highlight=False)


def export_archive(settings: Settings, output: Path, out: Console) -> None:
    """Writes the bundle as SageMaker keeps models."""
    bundle = open_bundle(settings)
    with training_extra():
        from training.sagemaker.archive import write_archive

    output.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=output.parent) as work:
        write_archive(bundle, output, Path(work))
    out.print(f"{bundle.model} in {output}", highlight=False)
