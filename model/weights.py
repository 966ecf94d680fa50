"""A bundle's weights in a safetensors file: compact ones are int8 matrices with one float32 scale a row or column, full
ones are float16 matrices; biases, norms and the head are float32 in both."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

Arrays = dict[str, NDArray[np.generic]]

SCALE = ".scale"
_LEVELS = 127
# Which axis shares a scale: a word's embedding is looked up by row, a dense kernel [in, out] makes a column each.
_AXIS = {"words": 1, "kernel": 0}


def quantize(weights: Mapping[str, NDArray[np.float32]]) -> Arrays:
    """Int8 for word embeddings (a scale a row) and dense kernels (a scale a column); head and the rest stay float32."""
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
    """Float16, so 11 significant bits, for what `quantize` makes int8."""
    return {name: values.astype(np.float16 if _is_large(name) else np.float32) for name, values in weights.items()}


def dequantize(compact: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.float32]]:
    """The float32 weights that compact or full ones stand for."""
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
    save_file({name: np.ascontiguousarray(values) for name, values in compact.items()}, path)


def load(path: Path) -> Arrays:
    return dict(load_file(path))


def _is_large(name: str) -> bool:
    return name.rsplit(".", 1)[-1] in _AXIS and not name.startswith("head.")
