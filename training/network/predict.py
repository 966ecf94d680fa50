"""Tags windows with the network in training, so that `model.tagging` can use it."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from model.tagging import TagWindows
from model.windows import Window, pad
from training.network.classifier import TokenClassifier

_BATCH_WINDOWS = 32


def tag_by(network: TokenClassifier) -> TagWindows:
    """Returns a function that tags windows with this network."""

    def tag(windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        order = sorted(range(len(windows)), key=lambda n: len(windows[n].ids))
        rows: dict[int, NDArray[np.float32]] = {}
        for begin in range(0, len(order), _BATCH_WINDOWS):
            group = order[begin : begin + _BATCH_WINDOWS]
            ids, mask = _batch([windows[n] for n in group])
            logits = network.predict_on_batch({"ids": ids, "mask": mask})
            scores = ops.convert_to_numpy(ops.softmax(logits, axis=-1))
            rows |= {n: scores[row, windows[n].positions] for row, n in enumerate(group)}
        return [rows[n] for n in range(len(windows))]

    return tag


def _batch(windows: Sequence[Window]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Returns ids and mask. JAX compiles every shape, so it gets few: 32 rows, and lengths in steps of 16."""
    ids, mask = pad([window.ids for window in windows])
    if keras.backend.backend() != "jax":
        return ids, mask
    room = ((0, _BATCH_WINDOWS - len(ids)), (0, -ids.shape[1] % 16))
    return np.pad(ids, room), np.pad(mask, room)
