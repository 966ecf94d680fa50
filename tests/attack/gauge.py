"""Watches a service from outside: the longest silence of `/healthz`, and the growth of its memory."""

import http.client
import os
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
    """The worst moments. `growth`: bytes of the process beyond what it had at the beginning.

    `silence`: seconds. `own`: of these, the seconds in which the service itself computed. On a machine that is busy
    with other things, the rest is theirs.
    """

    silence: float = 0.0
    own: float = 0.0
    growth: int = 0

    def __str__(self) -> str:
        return f"/healthz silent {self.silence:.2f} s ({self.own:.2f} own), memory +{self.growth / _MB:.0f} MB"


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
            computed = computing(pid)
            silence = answer_time(port)
            gauge.silence = max(gauge.silence, silence)
            gauge.own = max(gauge.own, min(silence, computing(pid) - computed))

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


def computing(pid: int) -> float:
    """Returns the processor seconds that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
