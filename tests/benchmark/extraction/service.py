"""Compares the service on one core with the bare engine on that core. The load generator has another core."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.extractor import Extractor
from model.bundle import read_bundle
from tests.benchmark.extraction.texts import read_sets

SECONDS = 6.0
CLIENTS = (1, 8, 32)
ROUNDS = 3
# What makes the waiting of accepted calls short under overload.
SHORT_QUEUE = 1


def measure(data: Path, work: Path, python: str) -> dict[str, Any]:
    """Throughput and latency of calls with one title, one mixed text and eight of them; overload; start and memory.

    `python` has what serving needs, and nothing else: CTranslate2 imports PyTorch where there is one.
    """
    sets = read_sets(data)
    mixed = sets.timed["mixed"]
    calls = {
        "1 short text": [[text] for text in sets.timed["short"]],
        "1 mixed text": [[text] for text in mixed],
        "8 mixed texts": [mixed[n : n + 8] for n in range(0, len(mixed), 8)],
    }
    own, others = _cores()
    found: dict[str, Any] = {"start": _start(python, work, own)}
    os.sched_setaffinity(0, others)
    with _service(python, work, own) as (port, process):
        found["calls"] = {name: _throughput(port, work, each, own) for name, each in calls.items()}
        found["rss_after_mb"] = process.memory_info().rss / 2**20
    with _service(python, work, own, QUEUE=str(SHORT_QUEUE)) as (port, process):
        found["overload"] = {name: _overload(port, process, each) for name, each in calls.items()}
    return found


def _cores() -> tuple[set[int], set[int]]:
    """A core for the service or the engine, and the others for the load generator."""
    first, *rest = sorted(os.sched_getaffinity(0))
    return {first}, set(rest) or {first}


@contextmanager
def _service(python: str, work: Path, cores: set[int], **settings: str) -> Iterator[tuple[int, psutil.Process]]:
    port = _free_port()
    environment = {"PORT": str(port), "DATA_DIR": str(work / f"data-{port}"), "THREADS": "1", "CACHE_BYTES": "0"}
    call = ["taskset", "-c", ",".join(map(str, cores)), python, "-m", "app.cli", "serve"]
    with subprocess.Popen(call, env=os.environ | environment | settings, stdout=subprocess.DEVNULL) as process:
        _wait(port, process)
        try:
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError("the service ended before it was ready")


def _start(python: str, work: Path, cores: set[int]) -> dict[str, Any]:
    """Seconds to readiness, resident memory then, and whether TensorFlow was loaded; the median of three starts."""
    seconds, memory, tensorflow = [], [], False
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with _service(python, work, cores) as (_, process):
            seconds.append(time.perf_counter() - started)
            memory.append(process.memory_info().rss / 2**20)
            tensorflow |= any("tensorflow" in each.path for each in process.memory_maps())
    return {
        "ready_s": statistics.median(seconds),
        "rss_mb": statistics.median(memory),
        "tensorflow_loaded": tensorflow,
    }


def _throughput(port: int, work: Path, calls: Sequence[Sequence[str]], own: set[int]) -> dict[str, Any]:
    """The engine alone and the service under 1, 8 and 32 clients, in turns."""
    rounds: dict[str, list[dict[str, Any]]] = {}
    for _ in range(ROUNDS):
        rounds.setdefault("engine", []).append(_bare(work, calls, own))
        for clients in CLIENTS:
            rounds.setdefault(str(clients), []).append(_load(port, calls, clients=clients, seconds=SECONDS))
    found = {name: _median(each) for name, each in rounds.items()}
    for clients in CLIENTS:
        found[str(clients)]["of_engine"] = found[str(clients)]["calls_per_second"] / found["engine"]["calls_per_second"]
    return found


def _median(rounds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = ("calls_per_second", "p50", "p95", "p99")
    return {name: statistics.median(each[name] for each in rounds) for name in names}


def _bare(work: Path, calls: Sequence[Sequence[str]], own: set[int]) -> dict[str, Any]:
    """Calls of the engine in a process of its own, one after the other, on the service's core."""
    cores = ",".join(map(str, own))
    job = json.dumps({"bundle": str(work / "bundle"), "calls": calls, "seconds": SECONDS})
    call = ["taskset", "-c", cores, sys.executable, "-m", "tests.benchmark.extraction.service"]
    answer = subprocess.run(call, input=job, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def _load(port: int, calls: Sequence[Sequence[str]], **job: Any) -> dict[str, Any]:
    bodies = [{"documents": [{"text": text} for text in texts]} for texts in calls]
    answer = subprocess.run(
        [sys.executable, "-m", "tests.benchmark.extraction.load"],
        input=json.dumps({"host": "127.0.0.1", "port": port, "bodies": bodies, **job}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def _overload(port: int, process: psutil.Process, calls: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Three times as many calls as the service can answer."""
    idle = _load(port, calls, clients=1, seconds=SECONDS)
    capacity = _load(port, calls, clients=2, seconds=SECONDS)["calls_per_second"]
    before = process.memory_info().rss
    busy = _load(port, calls, rate=3 * capacity, seconds=SECONDS)
    growth = (process.memory_info().rss - before) / 2**20
    return {"capacity": capacity, "idle": idle, "overload": busy, "growth_mb": growth}


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    """The bare engine: a job as JSON from standard input, figures as JSON."""
    from tests.benchmark.extraction.load import summary

    job = json.load(sys.stdin)
    bundle = read_bundle(Path(job["bundle"]))
    extractor = Extractor(bundle, CTranslate2Tagger(bundle, 1))
    latencies, number = [], 0
    until = time.perf_counter() + job["seconds"]
    began = time.perf_counter()
    while time.perf_counter() < until:
        started = time.perf_counter()
        extractor.extract(job["calls"][number % len(job["calls"])])
        latencies.append(time.perf_counter() - started)
        number += 1
    print(json.dumps(summary(latencies, {200: len(latencies)}, time.perf_counter() - began)))


if __name__ == "__main__":
    main()
