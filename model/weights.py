"""Stores a bundle's weights in a safetensors file.

Compact weights have int8 matrices with one float32 scale for each row or column. Full weights have float16 matrices.
Biases, norms and the head are float32 in both.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from safetensors.numpy import save as to_bytes

Arrays = dict[str, NDArray[np.generic]]

SCALE = ".scale"
_LEVELS = 127
# The axis that shares a scale: one for each row of the word embeddings, one for each column of a kernel [in, out].
_AXIS = {"words": 1, "kernel": 0}


def quantize(weights: Mapping[str, NDArray[np.float32]]) -> Arrays:
    """Returns compact weights: word embeddings and dense kernels in int8, everything else in float32."""
    compact: Arrays = {}
    for name, values in weights.items():
        if not _is_large(name):
            compact[name] = values.astype(np.float32)
            continue
        axis = _AXIS[name.rsplit(".", 1)[-1]]
        scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), 1e-12) / _LEVELS
        compact[name] = np.clip(np.rint(values / scale), -_LEVELS, _LEVELS).astype(np.int8)
        compact[name + SCALE] = scale.astype(np.float32).squeeze(axis)
    return compact


def halve(weights: Mapping[str, NDArray[np.float32]]) -> Arrays:
    """Returns full weights: float16 (11 significant bits) where `quantize` would use int8."""
    return {name: values.astype(np.float16 if _is_large(name) else np.float32) for name, values in weights.items()}


def dequantize(compact: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.float32]]:
    """Converts compact or full weights to float32."""
    weights: dict[str, NDArray[np.float32]] = {}
    for name, values in compact.items():
        if name.endswith(SCALE):
            continue
        full = values.astype(np.float32)
        if name + SCALE in compact:
            axis = _AXIS[name.rsplit(".", 1)[-1]]
            full *= np.expand_dims(compact[name + SCALE].astype(np.float32), axis)
        weights[name] = full
    return weights


def save(path: Path, compact: Arrays) -> None:
    # The library's own way to write a file leaves it readable by its owner alone.
    path.write_bytes(to_bytes({name: np.ascontiguousarray(values) for name, values in compact.items()}))


def load(path: Path) -> Arrays:
    return dict(load_file(path))


def _is_large(name: str) -> bool:
    return name.rsplit(".", 1)[-1] in _AXIS and not name.startswith("head.")
