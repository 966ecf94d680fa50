"""Exports a bundle for TensorFlow Serving and SageMaker."""

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import NotInstalled, SettingsError
from app.extraction.bundles import open_bundle
from app.lifecycle.extras import load_keras, training_extra
from app.settings import Settings
from model.bundle import MANIFEST, SAVED_MODEL_FILE, SIGNATURE, Bundle


def export_saved_model(settings: Settings, output: Path) -> Bundle:
    """Copies the bundle of the settings to a new folder and builds a SavedModel from its weights."""
    bundle = open_bundle(settings)
    load_keras()
    with training_extra():
        from training.export import export_saved_model as export_bundle

        return export_bundle(bundle, output)


def trim(settings: Settings, output: Path) -> Bundle:
    """Copies the bundle of the settings to a new folder, without what texts in Latin letters do not need."""
    with training_extra():
        from training.trim import trim as trim_bundle

        return trim_bundle(open_bundle(settings), output)


def export_archive(settings: Settings, output: Path, compact: bool = False, key: Path | None = None) -> Bundle:
    """Packs the bundle of the settings as a SageMaker model, with the SavedModel and code for TensorFlow Serving.

    If the bundle has no SavedModel, it is built from the weights. With `compact` it is not built, and the archive runs
    in this project's image only. `key`: the private key that signs what is packed. Returns the packed bundle. Raises
    SettingsError or ExportError.
    """
    bundle = open_bundle(settings)
    output.parent.mkdir(parents=True, exist_ok=True)
    with training_extra(), TemporaryDirectory(dir=output.parent) as made:
        from training.sagemaker.archive import write_archive

        work = Path(made)
        if not compact and not bundle.has(SAVED_MODEL_FILE):
            bundle = _with_saved_model(bundle, work / "bundle")
        if key:
            bundle = _signed(bundle, work / "signed", key)
        (work / "archive").mkdir()
        write_archive(bundle, output, work / "archive")
    return bundle


def _signed(bundle: Bundle, folder: Path, key: Path) -> Bundle:
    from model.signatures import sign

    shutil.copytree(bundle.folder, folder)
    signature, _ = sign(bundle.path(MANIFEST).read_bytes(), key)
    (folder / SIGNATURE).write_bytes(signature)
    return replace(bundle, folder=folder)


def _with_saved_model(bundle: Bundle, folder: Path) -> Bundle:
    try:
        load_keras()
    except NotInstalled as error:
        reason = f"{bundle.model} has no SavedModel, and building one needs TensorFlow"
        advice = "--compact packs the bundle for this project's image only"
        raise SettingsError(f"{reason}: {error}; {advice}") from error
    from training.export import export_saved_model as export_bundle

    return export_bundle(bundle, folder)
