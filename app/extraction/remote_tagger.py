"""The engine that asks another process: a SageMaker endpoint, or TensorFlow Serving."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.errors import TaggerError
from app.extraction.endpoints import Endpoint, TooMuch
from model.bundle import Bundle
from model.tf_serving import to_request, to_rows
from model.windows import Window

Rows = NDArray[np.float32]

# SageMaker takes and answers 6 MiB. A piece is some 10 characters to ask for, and a number of up to 16 for each tag.
_MOST_BYTES = 5_000_000
_BYTES_ASKED, _BYTES_OF_A_TAG = 10, 16


class RemoteTagger:
    """Runs windows of similar length in padded calls, so small that they and their answers fit a payload."""

    name = "remote"
    budget = 4096

    def __init__(self, bundle: Bundle, endpoint: Endpoint, threads: int) -> None:
        self.threads = threads
        self._endpoint = endpoint
        self._most_pieces = _MOST_BYTES // (_BYTES_ASKED + _BYTES_OF_A_TAG * bundle.decoder().width)

    def tag(self, windows: Sequence[Window]) -> list[Rows]:
        order = sorted(range(len(windows)), key=lambda n: len(windows[n].ids))
        found: dict[int, Rows] = {}
        for group in self._groups(order, windows):
            found |= dict(zip(group, self._ask([windows[n] for n in group]), strict=True))
        return [found[n] for n in range(len(windows))]

    def close(self) -> None:
        self._endpoint.close()

    def _groups(self, order: Sequence[int], windows: Sequence[Window]) -> Iterator[list[int]]:
        """Runs of windows whose number times the length of the last, the longest, is no more than a call may have."""
        group: list[int] = []
        for n in order:
            if group and (len(group) + 1) * len(windows[n].ids) > self._most_pieces:
                yield group
                group = []
            group.append(n)
        if group:
            yield group

    def _ask(self, windows: Sequence[Window]) -> list[Rows]:
        try:
            answer = self._endpoint.predict(to_request(windows))
        except TooMuch:
            if len(windows) == 1:
                detail = "it takes no payload of even one window"
                raise TaggerError(f"TAGGER_URL {self._endpoint.place}: {detail}") from None
            half = len(windows) // 2
            return [*self._ask(windows[:half]), *self._ask(windows[half:])]
        try:
            return to_rows(answer, windows)
        except ValueError as error:
            raise TaggerError(f"TAGGER_URL {self._endpoint.place}: no answer of such a model: {error}") from error
