"""Converts a bundle's weights to CTranslate2's format in memory, so the weights file stays the only copy on disk."""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray

from model.weights import SCALE

Array = NDArray[np.generic]

# CTranslate2's binary format, from the library's model_spec.py. The library reads every version up to its own.
_VERSION = 6
_TYPES = {"float32": 0, "int8": 1, "int16": 2, "int32": 3}


def model_files(
    weights: Mapping[str, Array], shape: Mapping[str, Any], vocabulary: Mapping[str, int]
) -> dict[str, Any]:
    """Returns the files of a CTranslate2 encoder by name, for `ctranslate2.Encoder(files=…)`.

    `weights` are those of model.weights: int8 stays int8 with the same scales, and float16 becomes float32. `shape` is
    the encoder's shape from the manifest.
    """
    names = {number: piece for piece, number in vocabulary.items()}
    pieces = [names.get(number, f"[unused-{number}]") for number in range(shape["vocabulary"])]
    config = {"unk_token": "[UNK]", "bos_token": "[CLS]", "eos_token": "[SEP]", "layer_norm_epsilon": shape["epsilon"]}
    return {
        "model.bin": _to_bytes(_spec(weights, shape, pieces)),
        "config.json": json.dumps(config).encode(),
        "vocabulary.json": json.dumps(pieces).encode(),
    }


def _spec(
    weights: Mapping[str, Array], shape: Mapping[str, Any], pieces: list[str]
) -> transformer_spec.TransformerEncoderModelSpec:
    encoder = transformer_spec.TransformerEncoderSpec(
        shape["layers"],
        shape["heads"],
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    words = encoder.embeddings[0]
    words.weight = _full(weights["embeddings.words"])
    if "embeddings.words" + SCALE in weights:
        words.weight_scale = _per_unit(weights, "embeddings.words")
    encoder.position_encodings.encodings = weights["embeddings.positions"]
    _norm(encoder.layernorm_embedding, weights, "embeddings.norm")
    for number, layer in enumerate(encoder.layer):
        name = f"layer.{number}"
        attention = layer.self_attention
        _dense(attention.linear[0], weights, f"{name}.query", f"{name}.key", f"{name}.value")
        _dense(attention.linear[1], weights, f"{name}.output")
        _norm(attention.layer_norm, weights, f"{name}.norm")
        _dense(layer.ffn.linear_0, weights, f"{name}.up")
        _dense(layer.ffn.linear_1, weights, f"{name}.down")
        _norm(layer.ffn.layer_norm, weights, f"{name}.norm2")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.register_vocabulary(pieces)
    spec.validate()
    return spec


def _norm(spec: Any, weights: Mapping[str, Array], name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.gamma"], weights[f"{name}.beta"]


def _dense(spec: Any, weights: Mapping[str, Array], *names: str) -> None:
    """Joins kernels [in, out] side by side and transposes them to [out, in]."""
    kernels = [f"{name}.kernel" for name in names]
    spec.weight = np.ascontiguousarray(np.concatenate([_full(weights[name]) for name in kernels], axis=1).T)
    if kernels[0] + SCALE in weights:
        spec.weight_scale = np.concatenate([_per_unit(weights, name) for name in kernels])
    spec.bias = np.concatenate([weights[f"{name}.bias"] for name in names])


def _full(values: Array) -> Array:
    return values if values.dtype == np.int8 else values.astype(np.float32)


def _per_unit(weights: Mapping[str, Array], name: str) -> NDArray[np.float32]:
    """Inverts the scales: CTranslate2 divides by a scale, and the bundle multiplies by it."""
    return (1.0 / weights[name + SCALE].astype(np.float32)).astype(np.float32)


def _to_bytes(spec: transformer_spec.TransformerEncoderModelSpec) -> bytes:
    variables = [(name, value.numpy()) for name, value in spec.variables(ordered=True) if not isinstance(value, str)]
    parts = [struct.pack("<I", _VERSION), _string(spec.name), struct.pack("<II", spec.revision, len(variables))]
    for name, value in variables:
        head = struct.pack(f"<B{value.ndim}IBI", value.ndim, *value.shape, _TYPES[value.dtype.name], value.nbytes)
        parts += [_string(name), head, value.tobytes()]
    aliases = [(name, value) for name, value in spec.variables(ordered=True) if isinstance(value, str)]
    parts.append(struct.pack("<I", len(aliases)))
    for name, value in aliases:
        parts += [_string(name), _string(value)]
    return b"".join(parts)


def _string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<H", len(raw) + 1) + raw + b"\0"
