"""Which engine runs a bundle."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import BundleError
from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.engines import open_tagger
from app.settings import Settings
from model.bundle import WEIGHTS, Bundle


def test_engine_of_a_machine_without_a_gpu_is_ctranslate2(tmp_path: Path, bundle: Bundle) -> None:
    tagger = open_tagger(Settings(data_dir=tmp_path, threads=1), bundle)
    assert isinstance(tagger, CTranslate2Tagger)
    tagger.close()


@pytest.mark.tensorflow
def test_engine_tensorflow_needs_a_saved_model(tmp_path: Path, bundle: Bundle) -> None:
    pytest.importorskip("tensorflow", reason="needs TensorFlow", exc_type=ImportError)
    with pytest.raises(BundleError, match="saved_model"):
        open_tagger(Settings(data_dir=tmp_path, engine="tensorflow"), bundle)


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x08" + b"\0" * 7 + b"{}      ", bytes(1000)])
def test_weights_that_no_library_reads_are_a_fault_of_the_bundle(tmp_path: Path, bundle: Bundle, junk: bytes) -> None:
    folder = tmp_path / "junk"
    shutil.copytree(bundle.folder, folder)
    (folder / WEIGHTS).unlink()
    (folder / WEIGHTS).write_bytes(junk)
    with pytest.raises(BundleError, match="cannot load"):
        open_tagger(Settings(data_dir=tmp_path, threads=1), replace(bundle, folder=folder))
