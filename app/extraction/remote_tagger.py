"""Implements the tagger that calls a SageMaker endpoint or TensorFlow Serving."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.errors import TaggerError
from app.extraction.endpoints import Endpoint, PayloadTooLarge
from model.bundle import Bundle
from model.tf_serving import tag_in_calls, to_request, to_rows
from model.windows import Window

Rows = NDArray[np.float32]

# SageMaker's limit is 6 MiB for a call and for its answer. In JSON, a word piece takes about 10 characters in the call,
# and up to 16 in the answer for each tag.
_MAX_PAYLOAD_BYTES = 5_000_000
_BYTES_OF_A_PIECE, _BYTES_OF_A_TAG = 10, 16


class RemoteTagger:
    """Sends windows of similar length in padded calls. A call and its answer stay below the payload limit."""

    name = "remote"
    budget = 4096

    def __init__(self, bundle: Bundle, endpoint: Endpoint, threads: int) -> None:
        self.threads = threads
        self._endpoint = endpoint
        self._max_pieces = _MAX_PAYLOAD_BYTES // (_BYTES_OF_A_PIECE + _BYTES_OF_A_TAG * bundle.decoder().width)

    def tag(self, windows: Sequence[Window]) -> list[Rows]:
        return tag_in_calls(windows, self._max_pieces, self._ask)

    def close(self) -> None:
        self._endpoint.close()

    def _ask(self, windows: Sequence[Window]) -> list[Rows]:
        try:
            answer = self._endpoint.predict(to_request(windows))
        except PayloadTooLarge:
            if len(windows) == 1:
                detail = "it refuses even a payload of one window as too large"
                raise TaggerError(f"TAGGER_URL {self._endpoint.place}: {detail}") from None
            half = len(windows) // 2
            return [*self._ask(windows[:half]), *self._ask(windows[half:])]
        try:
            return to_rows(answer, windows)
        except ValueError as error:
            raise TaggerError(
                f"TAGGER_URL {self._endpoint.place}: the answer does not fit the model: {error}"
            ) from error
