"""What runs the model."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.windows import Window


class Tagger(Protocol):
    """An engine with a loaded bundle. Calls block, and are safe from any thread.

    `name`: the setting that asks for it. `threads`: calls that run side by side without slowing each other. `budget`:
    word pieces of one call beyond which more of them together gain nothing.
    """

    name: str
    threads: int
    budget: int

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """For each window the probabilities of all tags at each of its tokens: float32 [tokens, tags].

        A window's answer depends on nothing but the window.
        """

    def close(self) -> None:
        """Releases the engine; no call may follow."""
