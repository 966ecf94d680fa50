"""Texts that were read before."""

from threading import Lock

from cachetools import LRUCache

from app.extraction.tally import Tally
from model.tagging import Extraction

# What a text and a span cost beside the text's characters; objects measured with sys.getsizeof.
_TEXT_BYTES, _SPAN_BYTES = 300, 450


class Cache:
    """The spans of the texts used last, within about `size` bytes; 0 keeps none.

    Exact: the key is the whole text and the digest of the bundle that read it.
    """

    def __init__(self, size: int, tally: Tally) -> None:
        self._kept: LRUCache[tuple[str, str], Extraction] = LRUCache(size, getsizeof=_bytes)
        self._lock = Lock()
        self._tally = tally

    def get(self, digest: str, text: str) -> Extraction | None:
        """What was found in the text, whatever the scores."""
        if not self._kept.maxsize:
            return None
        with self._lock:
            found = self._kept.get((digest, text))
        if found is None:
            self._tally.add(cache_misses=1)
        else:
            self._tally.add(cache_hits=1)
        return found

    def put(self, digest: str, text: str, found: Extraction) -> None:
        """Keeps the spans, unless they alone are more than the cache may hold."""
        # The key keeps the text alive, which no span counts.
        with self._lock:
            if len(text) + _bytes(found) <= self._kept.maxsize:
                self._kept[digest, text] = found


def _bytes(found: Extraction) -> int:
    return found.characters + _TEXT_BYTES + _SPAN_BYTES * len(found.spans)
