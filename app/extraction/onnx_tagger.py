"""The engine for CPUs: ONNX Runtime on the bundle's int8 weights."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from model.bundle import ONNX, Bundle
from model.errors import BundleError
from model.windows import Window


class OnnxTagger:
    """Runs every window alone, so that nothing is spent on padding, and several at a time."""

    def __init__(self, bundle: Bundle, threads: int) -> None:
        if not bundle.has(ONNX):
            raise BundleError(f"{bundle.folder}: no {ONNX}; expected it for the engine 'onnx'")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(bundle.path(ONNX)), options, providers=["CPUExecutionProvider"]
        )
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="tag")

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        if len(windows) == 1:
            return [self._tag_one(windows[0])]
        return list(self._threads.map(self._tag_one, windows))

    def close(self) -> None:
        self._threads.shutdown()

    def _tag_one(self, window: Window) -> NDArray[np.float32]:
        ids = window.ids[None, :]
        probabilities: NDArray[np.float32] = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0]
        rows: NDArray[np.float32] = probabilities[0, window.positions]
        return rows
