"""Many arrays in one file: each can be mapped, so that processes share its memory."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from app.index.embedded.storage.arrays import Array

_ALIGNED = 64
_PART = 1 << 24

# Type, length and offset of every array, by name.
Contents = dict[str, tuple[str, int, int]]


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> tuple[Contents, int]:
    """Writes arrays of one dimension to disk. Returns where they stand, and the checksum of the file."""
    contents: Contents = {}
    total, at = 0, 0
    with path.open("wb") as file:
        for name, array in arrays.items():
            data = np.ascontiguousarray(array).view(np.uint8).data if len(array) else b""
            contents[name] = (array.dtype.str, len(array), at)
            padding = bytes(-len(data) % _ALIGNED)
            for part in (data, padding):
                file.write(part)
                total = crc32(part, total)
            at += len(data) + len(padding)
        file.flush()
        os.fsync(file.fileno())
    return contents, total


def map_arrays(path: Path, contents: Mapping[str, Any]) -> dict[str, Array]:
    """Maps the arrays of a file, to read them only."""
    if not path.stat().st_size:
        return {name: np.zeros(0, kind) for name, (kind, _, _) in contents.items()}
    whole = np.memmap(path, np.uint8, "r")
    found = {}
    for name, (kind, length, at) in contents.items():
        found[name] = whole[at : at + length * np.dtype(kind).itemsize].view(kind)
    return found


def checksum(path: Path) -> int:
    """Returns the checksum of a file."""
    total = 0
    with path.open("rb") as file:
        while part := file.read(_PART):
            total = crc32(part, total)
    return total
