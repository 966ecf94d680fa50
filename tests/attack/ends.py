"""How the service ends, and what is then in the graph: by a signal under load, by `kill -9`, and with a full disk."""

import contextlib
import json
import random
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.attack.sending import KEY, connect, head_of, send
from tests.integration.process import serving

MOST_SECONDS = 30
_WRITERS = 4


def ends(folder: Path, scale: float) -> Iterator[tuple[str, list[str]]]:
    """Yields a line on each end, and what was wrong with it."""
    yield signal_under_load(folder / "signal")
    yield full_disk(folder / "full")
    if scale == 1:  # Otherwise tests/integration/test_kill.py does it.
        yield kills(folder / "kills", 24, processes=1)
    yield kills(folder / "pairs", max(1, int(12 * scale)), processes=2)


def signal_under_load(folder: Path) -> tuple[str, list[str]]:
    """SIGTERM while long texts wait: every request is answered, and the process ends within 30 seconds."""
    body = json.dumps({"text": "(" * 100_000}).encode()
    with serving(folder, ADMIN_TOKEN=KEY) as (process, client):
        port = client.base_url.port or 0
        clients = [connect(port, head_of("PUT", f"/items/i{n}", len(body)) + body) for n in range(60)]
        time.sleep(2)
        began = time.monotonic()
        process.terminate()
        statuses = Counter(each.recv(4096)[9:12].decode() for each in clients)
        process.wait(60)
        seconds = time.monotonic() - began
    wrong = [f"{seconds:.0f} s until the end"] if seconds > MOST_SECONDS else []
    wrong += [f"answers: {dict(statuses)}"] if set(statuses) - {"200", "429", "503"} else []
    return f"SIGTERM with 60 long texts: ended after {seconds:.1f} s, answers {dict(statuses)}", wrong


def full_disk(folder: Path) -> tuple[str, list[str]]:
    """No file may grow beyond some MB: writes are refused, reads go on, and what was acknowledged is there."""
    acknowledged: set[str] = set()
    refused = 0
    with limited_files(8 << 20), serving(folder, ADMIN_TOKEN=KEY) as (_, client):
        port = client.base_url.port or 0
        for number in range(200):
            body = json.dumps({"properties": {f"n{n}": f"{number} {'x' * 200}" for n in range(100)}}).encode()
            answer = send(port, "PUT", f"/items/i{number}", body)
            if answer.status == 200:
                acknowledged.add(f"i{number}")
            refused += answer.status == 503
        wrong = [] if refused else ["no write was refused"]
        wrong += [] if send(port, "GET", "/items?limit=1").status == 200 else ["reads fail"]
    with serving(folder, ADMIN_TOKEN=KEY) as (_, client):
        lost = [each for each in acknowledged if send(client.base_url.port or 0, "GET", f"/items/{each}").status != 200]
        wrong += [f"{len(lost)} of {len(acknowledged)} acknowledged items are lost"] if lost else []
    return f"full disk: {len(acknowledged)} acknowledged, {refused} refused, {len(lost)} lost", wrong


@contextlib.contextmanager
def limited_files(size: int) -> Iterator[None]:
    """Limits the files that processes started meanwhile can write, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def kills(folder: Path, times: int, processes: int) -> tuple[str, list[str]]:
    """`kill -9` at a random moment while four writers send items, over and over. No acknowledged item is lost."""
    acknowledged: set[str] = set()
    chance = random.Random(processes)
    lost: set[str] = set()
    for turn in range(times):
        with ExitStack() as stack:
            served = [stack.enter_context(serving(folder, ADMIN_TOKEN=KEY)) for _ in range(processes)]
            lost |= acknowledged - stored(served[0][1].base_url.port or 0)
            ports = [client.base_url.port or 0 for _, client in served]
            with writing(ports, turn, acknowledged):
                time.sleep(chance.uniform(1, 3))
                for process, _ in served:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
    with serving(folder, ADMIN_TOKEN=KEY) as (_, client):
        lost |= acknowledged - stored(client.base_url.port or 0)
    line = f"{times} × kill -9 of {processes} process(es): {len(acknowledged)} acknowledged, {len(lost)} lost"
    return line, [line] if lost or not acknowledged else []


@contextlib.contextmanager
def writing(ports: list[int], turn: int, acknowledged: set[str]) -> Iterator[None]:
    """Writes in the background until the service no longer answers."""
    ended = threading.Event()

    def write(writer: int) -> None:
        for number in range(100_000):
            if ended.is_set():
                return
            item_id = f"t{turn}-w{writer}-{number}"
            body = json.dumps({"properties": {"writer": str(writer), "turn": str(turn)}}).encode()
            if send(ports[writer % len(ports)], "PUT", f"/items/{item_id}", body).status == 200:
                acknowledged.add(item_id)

    threads = [threading.Thread(target=write, args=[writer]) for writer in range(_WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def stored(port: int) -> set[str]:
    """Returns the ids of all items."""
    found: set[str] = set()
    cursor = ""
    while True:
        page = send(port, "GET", f"/items?limit=1000&cursor={cursor}").json()
        found |= {item["id"] for item in page["items"]}
        if not (cursor := page["next"]):
            return found
