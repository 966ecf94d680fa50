"""Trainings that start from part of an encoder, or from a bundle."""

from pathlib import Path

import numpy as np
import pytest

from app.settings import DEFAULT_MODEL
from training.errors import EncoderError
from training.network.encoders import Encoder
from training.network.starts import first_layers, load_start


def test_the_first_layers_keep_their_weights(encoder: Encoder) -> None:
    first = first_layers(encoder, 1)
    assert first.shape.layers == 1
    assert {name for name in first.weights if name.startswith("layer.")} == {
        name for name in encoder.weights if name.startswith("layer.0.")
    }
    assert first.weights["embeddings.words"] is encoder.weights["embeddings.words"]
    with pytest.raises(EncoderError, match=f"{encoder.shape.layers} layers, so it has no first 99"):
        first_layers(encoder, 99)


def test_a_bundle_starts_with_its_head() -> None:
    start = load_start(str(DEFAULT_MODEL))
    assert start.weights["head.bias"].shape == (21,)
    assert start.weights["embeddings.words"].dtype == np.float32
    assert start.tokenizer.get_vocab_size() == start.shape.vocabulary
    assert load_start(str(DEFAULT_MODEL), layers=2).shape.layers == 2


def test_a_broken_bundle_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(EncoderError, match=r"manifest\.json"):
        load_start(str(tmp_path))
