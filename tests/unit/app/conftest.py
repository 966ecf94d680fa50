"""Fixtures of the tests of `app`."""

import shutil
from pathlib import Path

import pytest

from model.bundle import Bundle, seal


@pytest.fixture
def silent(shipped: Bundle, tmp_path: Path) -> Bundle:
    """The shipped model with thresholds that no span reaches."""
    folder = Path(shutil.copytree(shipped.folder, tmp_path / "silent"))
    update = {"version": "9.0", "thresholds": dict.fromkeys(shipped.manifest.labels, 1.0)}
    return seal(folder, shipped.manifest.model_copy(update=update))
