"""Which engine runs a bundle."""

from pathlib import Path

import pytest

from app.errors import BundleError
from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.engines import open_tagger
from app.settings import Settings
from model.bundle import Bundle


def test_engine_of_a_machine_without_a_gpu_is_ctranslate2(tmp_path: Path, bundle: Bundle) -> None:
    tagger = open_tagger(Settings(data_dir=tmp_path, threads=1), bundle)
    assert isinstance(tagger, CTranslate2Tagger)
    tagger.close()


@pytest.mark.tensorflow
def test_engine_tensorflow_needs_a_saved_model(tmp_path: Path, bundle: Bundle) -> None:
    pytest.importorskip("tensorflow", reason="needs TensorFlow", exc_type=ImportError)
    with pytest.raises(BundleError, match="saved_model"):
        open_tagger(Settings(data_dir=tmp_path, engine="tensorflow"), bundle)
