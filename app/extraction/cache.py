"""Caches the spans of texts that were extracted before."""

from threading import Lock

from cachetools import LRUCache

from app.extraction.tally import Tally
from model.tagging import Extraction

# Bytes of a text (besides its characters) and of a span, measured with sys.getsizeof.
_TEXT_BYTES, _SPAN_BYTES = 300, 450


class Cache:
    """Keeps the spans of the most recently used texts, in about `size` bytes. A size of 0 turns the cache off.

    The key is the whole text and the digest of the bundle that read it, so a hit is always exact.
    """

    def __init__(self, size: int, tally: Tally) -> None:
        self._kept: LRUCache[tuple[str, str], Extraction] = LRUCache(size, getsizeof=_bytes)
        self._lock = Lock()
        self._tally = tally

    def get(self, digest: str, text: str) -> Extraction | None:
        """Returns all spans of the text, whatever their scores, or None on a miss."""
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
        """Keeps the spans, unless they alone exceed the size of the cache."""
        # The key holds the text, and `getsizeof` sees only the value: the characters count here.
        with self._lock:
            if len(text) + _bytes(found) <= self._kept.maxsize:
                self._kept[digest, text] = found


def _bytes(found: Extraction) -> int:
    return found.characters + _TEXT_BYTES + _SPAN_BYTES * len(found.spans)
