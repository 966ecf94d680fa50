"""The bounded queue between async code and blocking calls."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from fastapi import Request

from app.api.workers import Workers
from app.errors import Overloaded
from app.telemetry import Metrics


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(1, Metrics(), 1)
    yield workers
    workers.close()


def test_result_and_error_of_the_call_come_back(workers: Workers) -> None:
    async def scenario() -> None:
        assert await workers.run(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await workers.run(divmod, 7, 0)

    asyncio.run(scenario())


def test_call_runs_in_a_thread_of_its_own(workers: Workers) -> None:
    assert asyncio.run(workers.run(threading.get_ident)) != threading.get_ident()


def test_full_queue_refuses_at_once_and_is_free_again_after() -> None:
    metrics = Metrics()
    workers = Workers(1, metrics, 1)
    released = threading.Event()

    async def scenario() -> None:
        running = [asyncio.create_task(workers.run(released.wait, 20)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded, match="2 calls are running or waiting"):
            await workers.run(len, "")
        released.set()
        assert await asyncio.gather(*running) == [True, True]
        assert await workers.run(len, "abc") == 3

    asyncio.run(scenario())
    workers.close()
    assert metrics.registry.get_sample_value("itemgraph_overloaded_total") == 1


def test_failed_call_frees_its_place(workers: Workers) -> None:
    async def scenario() -> None:
        for _ in range(5):
            with pytest.raises(ZeroDivisionError):
                await workers.run(divmod, 1, 0)
        assert await workers.run(len, "abc") == 3

    asyncio.run(scenario())


def test_a_call_cut_off_by_the_end_of_the_server_is_told_to_come_again(workers: Workers) -> None:
    released = threading.Event()

    async def scenario() -> None:
        task = asyncio.create_task(workers.run(released.wait, 20))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(Overloaded, match="stopping"):
            await task
        released.set()

    asyncio.run(scenario())


def test_a_call_knows_when_its_client_has_gone_and_not_before(workers: Workers) -> None:
    async def scenario() -> None:
        leaving = asyncio.Event()

        async def receive() -> dict[str, str]:
            await leaving.wait()
            return {"type": "http.disconnect"}

        def call(gone: threading.Event) -> bool:
            assert not gone.is_set()
            loop.call_soon_threadsafe(leaving.set)
            return gone.wait(20)

        loop = asyncio.get_running_loop()
        assert await workers.run_for(Request({"type": "http"}, receive), call)

    asyncio.run(scenario())


def test_watching_ends_with_the_call(workers: Workers) -> None:
    async def scenario() -> None:
        async def receive() -> dict[str, str]:
            await asyncio.Event().wait()
            raise AssertionError("never")

        assert await workers.run_for(Request({"type": "http"}, receive), lambda _: 3) == 3
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(scenario())
