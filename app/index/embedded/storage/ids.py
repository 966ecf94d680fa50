"""Looks up many ids at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from app.index.embedded.storage.arrays import Array, Texts, spans


@dataclass(frozen=True, slots=True)
class Checksums:
    """The ids of a segment by checksum: a few of them have the same one.

    `sums`: uint32, ascending. `ordinals`: int32, the item of each.
    """

    sums: Array
    ordinals: Array

    @classmethod
    def of(cls, ids: Texts) -> "Checksums":
        sums = np.array([crc32(each) for each in ids.all_coded()], np.uint32)
        order = np.argsort(sums, kind="stable").astype(np.int32)
        return cls(sums[order], order)

    def find(self, ids: Texts, wanted: Sequence[str]) -> list[int]:
        """Returns the ordinals of the wanted ids that are there."""
        coded = [each.encode("utf-8", "surrogatepass") for each in wanted]
        sums = np.array([crc32(each) for each in coded], np.uint32)
        starts, ends = (np.searchsorted(self.sums, sums, side=side) for side in ("left", "right"))
        places = self.ordinals[spans(starts, ends)]
        owners = np.repeat(np.arange(len(wanted)), ends - starts)
        return [at for at, own in zip(places.tolist(), owners.tolist(), strict=True) if ids.coded(at) == coded[own]]
