"""Times the service over HTTP: `python -m tests.benchmark.index.over_http [--items 100000] [--beside]`.

The service is a process of its own, with the shipped model, over a graph of made items. `--beside` asks a second one
that has no index too. "Worked" is the time of the service's processors for a call, which busy neighbours change less
than the time that the client waits. At the end, items without texts are loaded through `/items/bulk`, and further
processes open the same graph: their memory is what the kernel counts, with a share of what they share (PSS).
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

from app.graph.sqlite import SqliteStore
from tests.benchmark.graph_stores.made import make_items
from tests.integration.process import serving

out = Console(width=140)
Call = Callable[[httpx.Client, int], httpx.Response]
_CLIENTS = (1, 8)
_LOADED = 20_000
_MOST_PROCESSES = 4
_SLOW = 2.0  # Seconds for each kind of call without an index.
_PATIENCE = 30.0  # Seconds for one call. One that takes longer counts as so long, and ends the turn of its client.


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each kind of call")
    parser.add_argument("--beside", action="store_true", help="a service without an index too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder / "graph.sqlite", asked.items)
        with serving(folder) as (process, client):
            begin = time.monotonic()
            _wait_for_index(client)
            out.print(f"the index answered {time.monotonic() - begin:.1f} s after the graph")
            _ask(f"{asked.items:,} items", process, client, asked.seconds, _CLIENTS)
            _load(process, client)
            _count_memory(folder, process)
        if asked.beside:
            with serving(folder, INDEX="none") as (process, client):
                _ask(f"{asked.items:,} items, INDEX=none", process, client, _SLOW, (1,))


def _fill(path: Path, count: int) -> None:
    batch = []
    with closing(SqliteStore(path)) as store:
        for item in make_items(count):
            batch.append(item)
            if len(batch) == 1000:
                store.upsert(batch)
                batch = []
        store.upsert(batch)


def _wait_for_index(client: httpx.Client) -> None:
    while client.get("/readyz").json()["index"]["state"] == "building":
        time.sleep(0.1)


def _search(*pairs: tuple[str, str]) -> Call:
    """`N` in a value is the number of the call, up to 9."""
    return lambda client, turn: client.get(
        "/graph/search", params=[(name, value.replace("N", str(turn % 10))) for name, value in pairs]
    )


_FACETS = (("facet", "color"), ("facet", "brand"))
CALLS: dict[str, Call] = {
    "two filters, two facets": _search(("filter", "color:black"), ("filter", "category:categoryN"), *_FACETS),
    "commonest value": _search(("filter", "color:black")),
    "words, read by the model": _search(("q", "word1N word2N")),
    "words and a value": _search(("q", "black brandN word2N")),
    "range, sorted": _search(("filter", "price:20..40 EUR"), ("sort", "price")),
    "similar": lambda client, turn: client.get(f"/items/sku-1-{turn % 50:07}/similar"),
    "values by prefix": lambda client, turn: client.get(
        "/graph/properties/brand", params={"prefix": f"brand{turn % 9}"}
    ),
    "complete": lambda client, turn: client.get("/graph/complete", params={"q": f"black bra{'nd'[: turn % 3]}"}),
    "put an item": lambda client, turn: client.put(f"/items/new-{turn}", json=_bare(turn)),
}


def _ask(
    title: str, process: "subprocess.Popen[bytes]", client: httpx.Client, seconds: float, counts: Sequence[int]
) -> None:
    table = Table("call", "clients", "p50 ms", "p95 ms", "p99 ms", "worked ms", title=title)
    for name, call in CALLS.items():
        for clients in counts:
            worked = _processor(process)
            times = _times(str(client.base_url), call, clients, seconds)
            own = 1000 * (_processor(process) - worked) / len(times)
            table.add_row(
                name, str(clients), *(f"{each:.1f}" for each in np.percentile(times, [50, 95, 99])), f"{own:.1f}"
            )
    out.print(table)


def _times(address: str, call: Call, clients: int, seconds: float) -> list[float]:
    """Returns the milliseconds of the calls of so many clients, each with a connection of its own."""
    times: list[float] = []

    def ask(turn: int) -> None:
        with httpx.Client(base_url=address, timeout=_PATIENCE, trust_env=False) as own:
            own.get("/healthz")
            begin = now = time.monotonic()
            while now < begin + seconds:
                before = now
                try:
                    call(own, turn).raise_for_status()
                except httpx.TimeoutException:
                    times.append(1000 * _PATIENCE)
                    return
                now = time.monotonic()
                times.append(1000 * (now - before))
                turn += clients

    threads = [threading.Thread(target=ask, args=(turn,)) for turn in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _bare(number: int) -> dict[str, Any]:
    """An item without texts, so that nothing is read."""
    names = {"brand": 2000, "category": 300, "material": 80, "size": 60, "feature": 1500, "audience": 6, "color": 40}
    given = {name: f"{name}{number * 7919 % size}" for name, size in names.items()}
    return {"properties": {**given, "price": f"{number % 500}.90 EUR"}}


def _load(process: "subprocess.Popen[bytes]", client: httpx.Client) -> None:
    def lines() -> Iterator[bytes]:
        for number in range(_LOADED):
            yield json.dumps({"id": f"bulk-{number}", **_bare(number)}).encode() + b"\n"

    begin, worked = time.monotonic(), _processor(process)
    headers = {"Content-Type": "application/x-ndjson"}
    answer = client.post("/items/bulk", content=b"".join(lines()), headers=headers, timeout=600)
    wall, own = time.monotonic() - begin, _processor(process) - worked
    created = answer.text.count('"created"')
    rates = f"{created / wall:,.0f} a second, {created / own:,.0f} for each second of a processor"
    out.print(f"/items/bulk: {created:,} created, {rates}")


def _count_memory(folder: Path, first: "subprocess.Popen[bytes]") -> None:
    """Opens the graph with more processes, and prints what all of them take."""
    with ExitStack() as stack:
        processes = [first]
        out.print(f"memory: 1 process {_memory(processes)}")
        for _ in range(_MOST_PROCESSES - 1):
            process, client = stack.enter_context(serving(folder))
            _wait_for_index(client)
            client.get("/graph/search", params={"q": "word1", "facet": "color"}).raise_for_status()
            processes.append(process)
        out.print(f"memory: {len(processes)} processes {_memory(processes)}")


def _memory(processes: Sequence["subprocess.Popen[bytes]"]) -> str:
    texts = [Path(f"/proc/{process.pid}/smaps_rollup").read_text() for process in processes]
    found = [int(match[1]) for text in texts if (match := re.search(r"^Pss: +(\d+)", text, re.MULTILINE))]
    return f"{sum(found) / 1024:,.0f} MiB"


def _processor(process: "subprocess.Popen[bytes]") -> float:
    """Returns the seconds of a processor that the service has worked."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
