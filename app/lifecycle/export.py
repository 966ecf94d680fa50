"""A bundle in the forms that TensorFlow Serving and SageMaker take."""

from pathlib import Path
from tempfile import TemporaryDirectory

from app.extraction.bundles import open_bundle
from app.lifecycle.extras import training_extra
from app.settings import Settings
from model.bundle import Bundle


def export_saved_model(settings: Settings, output: Path) -> Bundle:
    """Copies the bundle of the settings to a new folder, with a SavedModel made of its weights."""
    bundle = open_bundle(settings)
    with training_extra():
        from training import export

        return export.export_saved_model(bundle, output)


def export_archive(settings: Settings, output: Path) -> Bundle:
    """Packs the bundle of the settings as SageMaker keeps models: with SavedModel and code for TensorFlow Serving.

    A bundle without a SavedModel makes an archive for this project's image alone.
    """
    bundle = open_bundle(settings)
    output.parent.mkdir(parents=True, exist_ok=True)
    with training_extra(), TemporaryDirectory(dir=output.parent) as made:
        from training.sagemaker.archive import write_archive

        work = Path(made)
        (work / "archive").mkdir()
        write_archive(bundle, output, work / "archive")
    return bundle
