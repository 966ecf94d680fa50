"""A bundle in the forms that TensorFlow Serving and SageMaker take."""

from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import NotInstalled, SettingsError
from app.extraction.bundles import open_bundle
from app.lifecycle.extras import load_keras, training_extra
from app.settings import Settings
from model.bundle import SAVED_MODEL_FILE, Bundle


def export_saved_model(settings: Settings, output: Path) -> Bundle:
    """Copies the bundle of the settings to a new folder, with a SavedModel made of its weights."""
    bundle = open_bundle(settings)
    load_keras()
    with training_extra():
        from training.export import export_saved_model as export_bundle

        return export_bundle(bundle, output)


def export_archive(settings: Settings, output: Path, compact: bool = False) -> Bundle:
    """Packs the bundle of the settings as SageMaker keeps models: with SavedModel and code for TensorFlow Serving.

    A SavedModel that the bundle lacks is made of its weights. `compact` leaves out what it lacks: such an archive runs
    in this project's image alone. Returns the bundle that was packed. Raises SettingsError, ExportError.
    """
    bundle = open_bundle(settings)
    output.parent.mkdir(parents=True, exist_ok=True)
    with training_extra(), TemporaryDirectory(dir=output.parent) as made:
        from training.sagemaker.archive import write_archive

        work = Path(made)
        if not compact and not bundle.has(SAVED_MODEL_FILE):
            bundle = _with_saved_model(bundle, work / "bundle")
        (work / "archive").mkdir()
        write_archive(bundle, output, work / "archive")
    return bundle


def _with_saved_model(bundle: Bundle, folder: Path) -> Bundle:
    try:
        load_keras()
    except NotInstalled as error:
        reason = f"{bundle.model} has no SavedModel, and making one needs TensorFlow"
        advice = "--compact packs the bundle for this project's image alone"
        raise SettingsError(f"{reason}: {error}; {advice}") from error
    from training.export import export_saved_model as export_bundle

    return export_bundle(bundle, folder)
