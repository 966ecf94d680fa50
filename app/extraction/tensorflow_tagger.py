"""Implements the reference tagger: it runs the bundle's SavedModel on TensorFlow."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from model.bundle import SAVED_MODEL, SAVED_MODEL_FILE, Bundle
from model.errors import BundleError
from model.windows import Window, pad

_BATCH_WINDOWS = 32


class TensorFlowTagger:
    """Runs windows of similar length in padded batches. One batch uses all cores, so there is one thread."""

    name = "tensorflow"
    threads = 1
    budget = 4096

    def __init__(self, bundle: Bundle) -> None:
        if not bundle.has(SAVED_MODEL_FILE):
            raise BundleError(f"{bundle.folder}: no {SAVED_MODEL_FILE}; `itemgraph model export` adds it to a copy")
        self._model = tf.saved_model.load(str(bundle.path(SAVED_MODEL)))
        self._serve = self._model.signatures["serving_default"]

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        order = sorted(range(len(windows)), key=lambda n: len(windows[n].ids))
        found: dict[int, NDArray[np.float32]] = {}
        for begin in range(0, len(order), _BATCH_WINDOWS):
            group = order[begin : begin + _BATCH_WINDOWS]
            rows = self._tag_batch([windows[n] for n in group])
            found |= dict(zip(group, rows, strict=True))
        return [found[n] for n in range(len(windows))]

    def close(self) -> None:
        """Frees the network, however long this object is still referred to."""
        del self._model, self._serve

    def _tag_batch(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        ids, mask = pad([window.ids for window in windows])
        answer = self._serve(ids=tf.constant(ids), mask=tf.constant(mask))["probabilities"].numpy()
        return [answer[row, window.positions] for row, window in enumerate(windows)]
