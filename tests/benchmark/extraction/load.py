"""Generates load in its own process: HTTP/1.1 over kept connections, with as little work per request as possible."""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

_HEAD = (
    "POST /extract HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
    "Content-Length: {length}\r\n\r\n"
)


class LoadClient:
    """One connection after the other to the same service."""

    def __init__(self, host: str, port: int) -> None:
        self._place = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> int:
        """The status of the answer, which is read to its end."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._place)
        reader, writer = self._streams
        head = _HEAD.format(host=self._place[0], port=self._place[1], length=len(body))
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        status = int(answer[9:12])
        lower = answer.lower()
        at = lower.index(b"content-length:") + 15
        await reader.readexactly(int(lower[at : lower.index(b"\r", at)]))
        return status

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()


async def closed(host: str, port: int, bodies: list[bytes], clients: int, seconds: float) -> dict[str, Any]:
    """So many clients, each with its next call as soon as the last is answered."""
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    until = time.perf_counter() + seconds

    async def work(number: int) -> None:
        client = LoadClient(host, port)
        while time.perf_counter() < until:
            started = time.perf_counter()
            status = await client.post(bodies[number % len(bodies)])
            latencies.append(time.perf_counter() - started)
            statuses[status] += 1
            number += clients
        client.close()

    started = time.perf_counter()
    await asyncio.gather(*(work(number) for number in range(clients)))
    return summary(latencies, statuses, time.perf_counter() - started)


async def open_loop(host: str, port: int, bodies: list[bytes], rate: float, seconds: float) -> dict[str, Any]:
    """Calls at a fixed rate, whatever the answers; a latency counts from the moment when the call was due."""
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    free: list[LoadClient] = []
    tasks: set[asyncio.Task[None]] = set()

    async def call(number: int, due: float) -> None:
        client = free.pop() if free else LoadClient(host, port)
        status = await client.post(bodies[number % len(bodies)])
        free.append(client)
        statuses[status] += 1
        if status == 200:
            latencies.append(time.perf_counter() - due)

    started = time.perf_counter()
    for number in range(int(rate * seconds)):
        due = started + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        task = asyncio.create_task(call(number, due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    for client in free:
        client.close()
    return summary(latencies, statuses, time.perf_counter() - started)


def summary(latencies: list[float], statuses: Mapping[int, int], seconds: float) -> dict[str, Any]:
    ranked = sorted(latencies)
    at = {f"p{share}": ranked[min(len(ranked) - 1, len(ranked) * share // 100)] for share in (50, 95, 99)}
    return {"calls_per_second": len(ranked) / seconds, "statuses": dict(statuses), **at}


def main() -> None:
    """Reads a job as JSON from standard input; writes the figures as JSON."""
    job = json.load(sys.stdin)
    bodies = [json.dumps(body).encode() for body in job["bodies"]]
    place = job["host"], job["port"], bodies
    if "rate" in job:
        found = asyncio.run(open_loop(*place, job["rate"], job["seconds"]))
    else:
        found = asyncio.run(closed(*place, job["clients"], job["seconds"]))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
