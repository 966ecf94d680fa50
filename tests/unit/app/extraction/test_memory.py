"""Freed memory goes back to the system."""

import sys
from pathlib import Path

import pytest

from app.extraction.memory import give_back


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_small_freed_objects_go_back() -> None:
    kept = [bytes(2000) for _ in range(50_000)]
    largest = resident()
    last = kept.pop()  # Keeps the end of the heap in use, so that the heap does not shrink by itself.
    del kept
    give_back()
    assert resident() < largest - 60 * 2**20
    assert last


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
