"""Fixtures of the tests of `app`."""

import shutil
from pathlib import Path

import pytest

from model.bundle import Bundle, seal


@pytest.fixture
def silent(bundle: Bundle, tmp_path: Path) -> Bundle:
    """The model `bundle` with thresholds that no span reaches."""
    folder = Path(shutil.copytree(bundle.folder, tmp_path / "silent"))
    update = {"version": "9.0", "thresholds": dict.fromkeys(bundle.manifest.labels, 1.0)}
    return seal(folder, bundle.manifest.model_copy(update=update))
