"""Where pretrained encoders come from."""

import json
import shutil
from pathlib import Path

import pytest

from training.encoders import PACKAGED, load_encoder
from training.errors import EncoderError


def test_the_packaged_encoder_is_whole() -> None:
    encoder = load_encoder(PACKAGED)
    assert (encoder.shape.layers, encoder.shape.width, encoder.shape.vocabulary) == (6, 384, 30522)
    assert encoder.weights["embeddings.words"].shape == (30522, 384)


def test_a_missing_file_is_named(checkpoint: Path, tmp_path: Path) -> None:
    shutil.copytree(checkpoint, tmp_path / "copy")
    (tmp_path / "copy" / "model.safetensors").unlink()
    with pytest.raises(EncoderError, match=r"model\.safetensors is missing"):
        load_encoder(str(tmp_path / "copy"))


def test_another_kind_of_encoder_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    shutil.copytree(checkpoint, tmp_path / "copy")
    place = tmp_path / "copy" / "config.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), "model_type": "roberta"}))
    with pytest.raises(EncoderError, match="model_type is 'roberta', expected 'bert'"):
        load_encoder(str(tmp_path / "copy"))
