"""Defines the protocol of the engines that run the model."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.windows import Window


class Tagger(Protocol):
    """An engine with a loaded bundle. Calls block, and any thread may make them.

    `name` is the value of the setting that chooses the engine. `threads` is the number of calls that run in parallel
    without slowing each other. `budget` is the number of word pieces per call beyond which larger calls gain nothing.
    """

    name: str
    threads: int
    budget: int

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """Returns, for each window, the probabilities of all tags at each of its tokens: float32 [tokens, tags].

        The result for a window does not depend on the other windows.
        """

    def close(self) -> None:
        """Releases the engine. No call may follow."""
