"""The graph survives every failure of a real Gremlin server and its connections during reads and writes."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import StoreError
from app.graph.gremlin import GremlinStore, Limits
from tests.contract.items import item
from tests.gremlin import empty_gremlin_store, gremlin_url
from tests.integration.process import serving
from tests.stand_ins.proxy import Proxy, port_of
from tests.stand_ins.storm import StormPlan, storm
from tests.stand_ins.writers import WRITERS, check_graph, check_written, write_together

# One way to break every connection that there is.
Break = Callable[[Proxy], None]
BREAKS: dict[str, Break] = {
    "cut": Proxy.cut,
    "reset": Proxy.reset,
    "half-closed to clients": Proxy.hang_up_on_clients,
    "half-closed to the server": Proxy.hang_up_on_server,
    "silent": Proxy.swallow,
}
RED = item("a", "Red", "color:red")


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    empty_gremlin_store(tmp_path).close()
    with closing(Proxy(port_of(gremlin_url()))) as opened:
        yield opened


def test_connections_that_are_cut_are_replaced_and_nothing_is_lost(proxy: Proxy) -> None:
    with closing(GremlinStore(proxy.url)) as store:
        assert write_together(store, many=1, disturb=proxy.cut) == []
        check_written(store, many=1)
    assert proxy.accepted > WRITERS
    check_graph(gremlin_url())


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_connection_costs_a_try_and_no_error(proxy: Proxy, broken: Break) -> None:
    with closing(GremlinStore(proxy.url, Limits(deadline=6.0))) as store:
        store.upsert([RED])
        broken(proxy)
        assert store.get(["a"]) == {"a": RED}
        broken(proxy)
        assert store.upsert([RED, item("b", "Blue", "color:blue")]) == ["unchanged", "created"]
        broken(proxy)
        many = [item(f"m{n}", "Many", "color:green") for n in range(25)]
        assert store.upsert(many) == ["created"] * 25
        assert store.counters()["graph_retries"][1]() >= 2
    check_graph(gremlin_url())


@pytest.mark.parametrize("broken", [BREAKS["silent"], BREAKS["cut"]], ids=["silent", "cut"])
def test_a_call_in_progress_survives_the_end_of_its_connection(proxy: Proxy, broken: Break) -> None:
    with closing(GremlinStore(proxy.url, Limits(deadline=6.0))) as store:
        proxy.delay = 0.3
        timer = threading.Timer(0.4, broken, [proxy])
        timer.start()
        assert store.upsert([RED]) in (["created"], ["unchanged"])
        timer.join()
        assert store.get(["a"]) == {"a": RED}


def test_delays_are_waited_for(proxy: Proxy) -> None:
    with closing(GremlinStore(proxy.url, Limits(deadline=10.0))) as store:
        proxy.delay = 0.2
        assert store.upsert([RED]) == ["created"]
        assert store.get(["a"]) == {"a": RED}
        assert store.counters()["graph_retries"][1]() == 0


@pytest.mark.parametrize("new", [False, True], ids=["answers nothing", "does not even connect"])
def test_a_server_that_stays_silent_is_an_error_by_the_deadline(proxy: Proxy, new: bool) -> None:
    with closing(GremlinStore(proxy.url, Limits(deadline=2.0))) as store:
        if new:
            proxy.swallow(new=True)
        else:
            proxy.delay = 30.0
        began = time.monotonic()
        with pytest.raises(StoreError, match=r"graph ws://127\.0\.0\.1:\d+/gremlin: .+"):
            store.get(["a"])
        assert time.monotonic() - began < 4.0
        proxy.heal()
        assert store.get(["a"]) == {}


@pytest.mark.slow
def test_a_service_whose_graph_is_silent_says_so_in_time(proxy: Proxy, tmp_path: Path) -> None:
    with serving(tmp_path, GRAPH_URL=proxy.url, INDEX="none") as (_, client):
        proxy.swallow(new=True)
        times = {}
        for path in ("/readyz", "/graph/search?q=red+shirt", "/items/a"):
            began = time.monotonic()
            response = client.get(path)
            times[path] = time.monotonic() - began
            assert response.status_code == 503, path
            assert "Retry-After" in response.headers
            assert "127.0.0.1" not in response.text
        assert times.pop("/readyz") < 2.5
        assert max(times.values()) < 32
        proxy.heal()
        until = time.monotonic() + 30
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < until


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("restart", ["stop", "crash"])
def test_a_storm_loses_nothing_that_was_acknowledged(restart: str) -> None:
    """A crash loses what TinkerPop's server, unlike Neptune, had only in memory: then reads may be older."""
    plan = StormPlan(writers=8, readers=8, disconnects=3, restart="stop" if restart == "stop" else "crash")
    found = storm(plan)
    assert found.errors == ()
    assert found.doubled == found.orphans == 0
    assert found.writes > 0
    assert found.reads > 0
    if restart == "stop":
        assert found.lost == found.stale == ()
