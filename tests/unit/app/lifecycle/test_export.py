"""The archive of a model, where training is not installed."""

import sys
import tarfile
from pathlib import Path

import pytest

from app.errors import SettingsError
from app.lifecycle.export import export_archive
from app.settings import Settings
from model.bundle import Bundle


@pytest.fixture
def without_keras(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra `train` is not installed."""
    monkeypatch.setitem(sys.modules, "keras", None)
    for name in ("training.export", "training.network.classifier"):
        monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.usefixtures("without_keras")
def test_a_saved_model_that_cannot_be_made_is_said_with_what_to_do(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        export_archive(Settings(model=str(bundle.folder)), tmp_path / "model.tar.gz")
    said = str(raised.value)
    assert said.startswith(
        f"{bundle.model} has no SavedModel, and building one needs TensorFlow: keras is not installed"
    )
    assert "pip install '.[train]'" in said
    assert "docker/training.Dockerfile" in said
    assert "--compact packs the bundle for this project's image only" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("without_keras")
def test_a_compact_archive_needs_no_training(bundle: Bundle, tmp_path: Path) -> None:
    assert export_archive(Settings(model=str(bundle.folder)), tmp_path / "model.tar.gz", compact=True) == bundle
    with tarfile.open(tmp_path / "model.tar.gz") as archive:
        assert set(archive.getnames()) == {"manifest.json", *bundle.manifest.files}
