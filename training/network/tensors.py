"""Reads weights of any floating type from safetensors files, whole or in shards."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, deserialize

from training.errors import EncoderError

_WHOLE, _INDEX = "model.safetensors", "model.safetensors.index.json"
_TYPES = {"F64": np.float64, "F32": np.float32, "F16": np.float16}


def read_tensors(source: str, folder: Path) -> dict[str, NDArray[np.float32]]:
    """Reads all floating-point tensors of a checkpoint as float32. Raises EncoderError without safetensors files."""
    if (folder / _WHOLE).is_file():
        return _read(source, folder / _WHOLE)
    if not (folder / _INDEX).is_file():
        other = next((name for name in ("pytorch_model.bin", "tf_model.h5") if (folder / name).is_file()), None)
        found = f"; found {other}, but only safetensors are read" if other else "; only safetensors are read"
        raise EncoderError(f"encoder {source}: {folder / _WHOLE} is missing{found}")
    index = read_json(source, folder / _INDEX)
    tensors: dict[str, NDArray[np.float32]] = {}
    for name in sorted(set(index["weight_map"].values())):
        if not (folder / name).is_file():
            raise EncoderError(f"encoder {source}: {folder / name}, a part of the weights, is missing")
        tensors |= _read(source, folder / name)
    return tensors


def _read(source: str, path: Path) -> dict[str, NDArray[np.float32]]:
    try:
        entries = deserialize(path.read_bytes())  # type: ignore[no-untyped-call]
    except SafetensorError as error:
        raise EncoderError(f"encoder {source}: {path} is not a complete safetensors file: {error}") from error
    return {
        name: _to_float32(entry["dtype"], entry["data"]).reshape(entry["shape"])
        for name, entry in entries
        if entry["dtype"] in _TYPES or entry["dtype"] == "BF16"
    }


def _to_float32(dtype: str, data: bytes) -> NDArray[np.float32]:
    if dtype == "BF16":  # the upper half of a float32; NumPy has no such type
        return (np.frombuffer(data, "<u2").astype("<u4") << 16).view(np.float32)
    return np.frombuffer(data, _TYPES[dtype]).astype(np.float32)


def read_json(source: str, place: Path) -> dict[str, Any]:
    """Reads a JSON object of a checkpoint. Raises EncoderError when the file is missing or holds anything else."""
    if not place.is_file():
        raise EncoderError(f"encoder {source}: {place} is missing; expected the folder of a BERT checkpoint")
    try:
        found = json.loads(place.read_text("utf-8"))
    except ValueError as error:
        raise EncoderError(f"encoder {source}: {place} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise EncoderError(f"encoder {source}: {place} holds a {type(found).__name__}, expected an object")
    return found
