"""A bundle of 3 MB in place of the shipped 24: its network of one layer looks words up, on the engine that serves."""

from pathlib import Path
from shutil import copyfile

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.settings import DEFAULT_MODEL
from model.bundle import MANIFEST, TOKENIZER, WEIGHTS, Bundle, parse_manifest, seal
from model.tags import IOB2
from model.weights import quantize, save
from tests.stand_ins.tagger import WORDS

_WIDTH, _HEADS, _POSITIONS = 64, 2, 512


def write_lookup_bundle(folder: Path) -> Bundle:
    """Writes the bundle into a folder that exists. It has the shipped tokenizer and labels, and no thresholds.

    The embedding of a word of `WORDS` that is one piece points to its tag, and that of any other piece to `O`. The
    layer adds nothing. The norm makes 7.9 of the 1, so that the tag has a probability of 0.99.
    """
    shipped = parse_manifest((DEFAULT_MODEL / MANIFEST).read_bytes(), MANIFEST)
    copyfile(DEFAULT_MODEL / TOKENIZER, folder / TOKENIZER)
    vocabulary = Tokenizer.from_file(str(folder / TOKENIZER)).get_vocab()
    save(folder / WEIGHTS, quantize(_weights(vocabulary, IOB2.tags_of(shipped.labels))))
    shape = {"vocabulary": len(vocabulary), "positions": _POSITIONS, "layers": 1, "width": _WIDTH, "heads": _HEADS}
    encoder = {"source": "lookup", "shape": {**shape, "hidden": _WIDTH, "epsilon": 1e-12}}
    plain = {"temperature": 1.0, "thresholds": {}, "quantization": None, "training": {}, "encoder": encoder}
    return seal(folder, shipped.model_copy(update=plain))


def _weights(vocabulary: dict[str, int], tags: list[str]) -> dict[str, NDArray[np.float32]]:
    words = np.zeros((len(vocabulary), _WIDTH), np.float32)
    words[:, tags.index("O")] = 1
    for word, tag in WORDS.items():
        if word in vocabulary:
            words[vocabulary[word]] = np.eye(_WIDTH)[tags.index(tag)]
    square, flat, one = (
        np.zeros((_WIDTH, _WIDTH), np.float32),
        np.zeros(_WIDTH, np.float32),
        np.ones(_WIDTH, np.float32),
    )
    dense = ("query", "key", "value", "output", "up", "down")
    return {
        "embeddings.words": words,
        "embeddings.positions": np.zeros((_POSITIONS, _WIDTH), np.float32),
        **{f"layer.0.{name}.kernel": square for name in dense},
        **{f"layer.0.{name}.bias": flat for name in dense},
        **{f"{name}.gamma": one for name in ("embeddings.norm", "layer.0.norm", "layer.0.norm2")},
        **{f"{name}.beta": flat for name in ("embeddings.norm", "layer.0.norm", "layer.0.norm2")},
        "head.kernel": np.eye(_WIDTH, len(tags), dtype=np.float32),
        "head.bias": np.zeros(len(tags), np.float32),
    }
