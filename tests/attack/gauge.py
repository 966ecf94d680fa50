"""Watches a service from outside: the longest silence of `/healthz`, and the growth of its memory."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_MB = 2**20
_PAUSE = 0.02


@dataclass
class Gauge:
    """`silence`: seconds. `growth`: bytes of the process beyond what it had at the beginning, at the worst moment."""

    silence: float = 0.0
    growth: int = 0

    def __str__(self) -> str:
        return f"/healthz silent {self.silence:.2f} s, memory +{self.growth / _MB:.0f} MB"


@contextmanager
def watching(pid: int, port: int) -> Iterator[Gauge]:
    """Yields a gauge that is read in the background until the end of the block."""
    gauge, ended = Gauge(), threading.Event()
    before = memory(pid)

    def watch_memory() -> None:
        while not ended.wait(_PAUSE):
            gauge.growth = max(gauge.growth, memory(pid) - before)

    def watch_health() -> None:
        while not ended.wait(_PAUSE):
            gauge.silence = max(gauge.silence, answer_time(port))

    threads = [threading.Thread(target=each) for each in (watch_memory, watch_health)]
    for thread in threads:
        thread.start()
    try:
        yield gauge
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def memory(pid: int) -> int:
    """Returns the resident bytes of a process; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


def answer_time(port: int) -> float:
    """Returns the seconds that `/healthz` takes on a new connection."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except OSError:
        pass
    finally:
        connection.close()
    return time.monotonic() - began
