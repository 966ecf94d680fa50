"""Arrays of texts, and arrays that grow."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]

EMPTY: Array = np.zeros(0, np.int32)
_FIRST_ROOM = 64


class Grown:
    """An array that grows at its end.

    One thread appends. Views that readers took earlier stay valid, because a full array is copied to a larger one.
    """

    def __init__(self, values: Array) -> None:
        self._all, self._used = values, len(values)

    @property
    def now(self) -> Array:
        """The values so far. A count that changes in place is seen at once."""
        return self._all[: self._used]

    def append(self, value: Any) -> None:
        if self._used == len(self._all):
            room = np.zeros(max(_FIRST_ROOM, 2 * self._used), self._all.dtype)
            room[: self._used] = self._all
            self._all = room
        self._all[self._used] = value
        self._used += 1


class Texts(Sequence[str]):
    """Texts in one array of UTF-8 bytes: about as many bytes as they have characters, and no Python objects.

    The order of UTF-8 bytes is the order of code points.
    """

    def __init__(self, data: Array, offsets: Array) -> None:
        """`data`: uint8; `offsets`: int64 [count + 1]."""
        self.data, self.offsets = data, offsets

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Texts":
        coded = [text.encode("utf-8", "surrogatepass") for text in texts]
        offsets = np.zeros(len(coded) + 1, np.int64)
        np.cumsum([len(each) for each in coded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(coded), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, at: Any) -> Any:
        return self.coded(at).decode("utf-8", "surrogatepass")

    def coded(self, at: int) -> bytes:
        """Returns the bytes of a text, which compare like texts."""
        return self.data[self.offsets[at] : self.offsets[at + 1]].tobytes()

    def all_coded(self) -> list[bytes]:
        whole, ends = self.data.tobytes(), self.offsets.tolist()
        return [whole[start:end] for start, end in pairwise(ends)]

    def take(self, places: Array) -> "Texts":
        """Returns the texts at these places, in this order."""
        starts, ends = self.offsets[places], self.offsets[places + 1]
        offsets = np.zeros(len(places) + 1, np.int64)
        np.cumsum(ends - starts, out=offsets[1:])
        return Texts(self.data[spans(starts, ends)], offsets)

    def bisect(self, text: str, order: Array | None = None, right: bool = False) -> int:
        """Returns how many texts come before `text` (or, if `right`, not after it).

        The texts must be sorted, or `order` must have the places of the texts in sorted order.
        """
        wanted, low, high = text.encode("utf-8", "surrogatepass"), 0, len(self)
        while low < high:
            middle = (low + high) // 2
            found = self.coded(middle if order is None else int(order[middle]))
            if found < wanted or (right and found == wanted):
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, text: str) -> int:
        """Returns the place of a text among sorted texts; -1 if it is not there."""
        at = self.bisect(text)
        return at if at < len(self) and self[at] == text else -1


def spans(starts: Array, ends: Array) -> Array:
    """Returns the numbers of all ranges `starts[i]:ends[i]`, one range after the other."""
    lengths = ends - starts
    total = int(lengths.sum())
    if not total:
        return np.zeros(0, np.int64)
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(total, dtype=np.int64)


def concatenated(parts: Sequence[Array]) -> Array:
    """Returns the parts as one array; an empty array of numbers if there are none."""
    return np.concatenate(parts) if parts else EMPTY
