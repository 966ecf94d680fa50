"""Counts the work of extraction."""

from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Tally:
    """Counters that only grow. A newly loaded model continues these counters."""

    cache_hits: int = 0
    cache_misses: int = 0
    batches: int = 0
    word_pieces: int = 0
    skipped: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def add(self, **counts: int) -> None:
        with self._lock:
            for name, count in counts.items():
                setattr(self, name, getattr(self, name) + count)
