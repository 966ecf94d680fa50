"""Many writers and readers of a Gremlin server, while its connections and its process fail. Counts the damage."""

import random
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from app.domain.items import Item
from app.graph.gremlin import GremlinStore, Limits
from tests.contract.items import filtered, item
from tests.gremlin import free_port, start_server, url_of
from tests.stand_ins.proxy import Proxy
from tests.stand_ins.writers import doubled_edges, orphans

# The number of items that each writer replaces and deletes repeatedly, and of items that all writers replace.
_OWN, _SHARED = 20, 3
_MANY = 12
_COLORS = "red green blue black white".split()


@dataclass(frozen=True, slots=True)
class StormPlan:
    """What happens during a storm.

    All connections end at once, `disconnects` times, closed and reset by turns. Half way, the server stops or crashes,
    and starts again. `pause` is the time in seconds before and after each of these events.
    """

    writers: int = 16
    readers: int = 16
    disconnects: int = 5
    restart: Literal["stop", "crash"] = "stop"
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Damage:
    """The damage of a storm.

    `errors` are the failed calls. `lost` are acknowledged writes that are missing at the end. `stale` are reads that
    began after a write was acknowledged and did not show it. `doubled` counts edges, and `orphans` properties.
    `slowest` is the longest call, and `away` the time until the server answered again, both in seconds.
    """

    writes: int
    reads: int
    seconds: float
    away: float
    slowest: float
    retries: int
    opened: int
    errors: tuple[str, ...]
    lost: tuple[str, ...]
    stale: tuple[str, ...]
    doubled: int
    orphans: int


@dataclass(slots=True)
class _Ledger:
    """What the store acknowledged: for each id the number of the write, and the item, or None if it was deleted.

    `shared` holds everything that was sent for the shared items.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    acknowledged: dict[str, tuple[int, Item | None]] = field(default_factory=dict)
    shared: set[Item] = field(default_factory=set)
    shared_ids: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def finish(self, kind: str, began: float, error: Exception | None = None) -> None:
        with self.lock:
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.done[kind] += error is None
            if error is not None:
                self.errors.append(f"{kind}: {type(error).__name__}: {error}")


def storm(plan: StormPlan) -> Damage:
    """Starts a server that keeps its graph on disk, and carries out the plan on it."""
    server = start_server(free_port(), keeps=True)
    try:
        with closing(Proxy(server.port)) as proxy, closing(_store(proxy.url, plan)) as store:
            ledger, stop = _Ledger(), threading.Event()
            work = [(_write, n) for n in range(plan.writers)] + [(_read, n) for n in range(plan.readers)]
            threads = [threading.Thread(target=do, args=(store, ledger, stop, n), daemon=True) for do, n in work]
            began = time.monotonic()
            for thread in threads:
                thread.start()
            away = 0.0
            for n in range(plan.disconnects + 1):
                time.sleep(plan.pause)
                if n == (plan.disconnects + 1) // 2:
                    ended = time.monotonic()
                    server.stop() if plan.restart == "stop" else server.crash()
                    server.start()
                    away = time.monotonic() - ended
                elif n % 2:
                    proxy.cut()
                else:
                    proxy.reset()
            time.sleep(plan.pause)
            stop.set()
            for thread in threads:
                thread.join(90)
            assert not any(thread.is_alive() for thread in threads), "a call does not return"
            retries, opened = store._writer.retries, store._writer.opened
        seconds = time.monotonic() - began
        with closing(_store(url_of(server), plan)) as store:
            lost = _lost(store, ledger)
        return Damage(
            ledger.done["write"],
            ledger.done["read"],
            seconds,
            away,
            ledger.slowest,
            retries,
            opened,
            tuple(ledger.errors),
            lost,
            tuple(ledger.stale),
            len(doubled_edges(url_of(server))),
            len(orphans(url_of(server))),
        )
    finally:
        server.kill()


def _store(url: str, plan: StormPlan) -> GremlinStore:
    return GremlinStore(url, Limits(size=plan.writers + plan.readers))


def _write(store: GremlinStore, ledger: _Ledger, stop: threading.Event, writer: int) -> None:
    """Writes by turns an own item with a shared one, a deletion, and many items in one transaction."""
    n = 0
    while not stop.is_set():
        n += 1
        color, own = f"color:{_COLORS[n % 5]}", f"{writer}/{n % _OWN}"
        written = {own: item(own, f"Title {n % 50}", color, f"brand:b{writer}", hours=n)}
        if n % 6 == 5:
            written |= {
                f"{writer}/many {m}": item(f"{writer}/many {m}", f"Many {n % 50}", color, "brand:nike", hours=n)
                for m in range(_MANY)
            }
        shared = item(f"shared {n % _SHARED}", f"Title {writer}", color, "brand:nike", hours=n)
        with ledger.lock:
            ledger.shared.add(shared)
        began = time.monotonic()
        try:
            if n % 6 == 3:
                store.delete(own)
            else:
                store.upsert([*written.values(), shared])
        except Exception as error:
            ledger.finish("write", began, error)
        else:
            ledger.finish("write", began)
            with ledger.lock:
                deleted = n % 6 == 3
                ledger.acknowledged |= {each: (n, None if deleted else kept) for each, kept in written.items()}
                if not deleted:
                    ledger.shared_ids.add(shared.id)


def _read(store: GremlinStore, ledger: _Ledger, stop: threading.Event, reader: int) -> None:
    """Reads an acknowledged item; every fourth time, it searches instead."""
    choice = random.Random(reader)
    n = 0
    while not stop.is_set():
        n += 1
        with ledger.lock:
            known = list(ledger.acknowledged)
            asked = choice.choice(known) if known else ""
            expected = ledger.acknowledged.get(asked, (0, None))
        began = time.monotonic()
        try:
            if n % 4 == 0:
                store.index.search(filtered("color:red"))
            elif _is_stale(store.get([asked]).get(asked), *expected):
                ledger.stale.append(asked)
        except Exception as error:
            ledger.finish("read", began, error)
        else:
            ledger.finish("read", began)


def _is_stale(found: Item | None, number: int, expected: Item | None) -> bool:
    """Tells whether an item is older than a write that was acknowledged before the read.

    A missing item may have been deleted meanwhile; only the check at the end can tell.
    """
    if found is None or found == expected:
        return False
    oldest = item(found.id, "", hours=number).updated_at
    return found.updated_at < oldest or (expected is None and found.updated_at == oldest)


def _lost(store: GremlinStore, ledger: _Ledger) -> tuple[str, ...]:
    """Returns the ids of items that differ from the last acknowledged write, and of shared items that no one wrote."""
    found = store.get(ledger.acknowledged)
    lost = [own for own, (_, kept) in ledger.acknowledged.items() if found.get(own) != kept]
    shared = store.get(ledger.shared_ids)
    lost += [own for own in ledger.shared_ids if shared.get(own) not in ledger.shared]
    return tuple(lost)
