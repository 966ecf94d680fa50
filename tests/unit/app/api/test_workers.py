"""The bounded queue between async code and blocking calls."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from fastapi import Request

from app.api.workers import Places, Workers
from app.errors import Cancelled, Overloaded, Stopping
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
        workers.stop()
        task.cancel()
        with pytest.raises(Stopping):
            await task
        released.set()

    asyncio.run(scenario())


def test_at_the_end_what_waits_fails_at_once_and_what_runs_goes_on(workers: Workers) -> None:
    released = threading.Event()

    async def scenario() -> None:
        running, waiting = (asyncio.create_task(workers.run(released.wait, 20)) for _ in range(2))
        await asyncio.sleep(0.01)
        workers.stop()
        with pytest.raises(Stopping):
            await waiting
        with pytest.raises(Stopping):
            await workers.run(len, "")
        released.set()
        assert await running

    asyncio.run(scenario())


def test_cancelled_call_learns_that_its_caller_has_gone(workers: Workers) -> None:
    left = threading.Event()

    def call(gone: threading.Event) -> None:
        gone.wait(20)
        left.set()

    async def scenario() -> None:
        task = asyncio.create_task(workers.run_when_free(call))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scenario())
    assert left.wait(20)


def test_call_that_waits_does_not_begin_once_its_client_has_gone(workers: Workers) -> None:
    released = threading.Event()
    began: list[int] = []

    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def scenario() -> None:
        running = asyncio.create_task(workers.run(released.wait, 20))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(workers.run_for(Request({"type": "http"}, leave), lambda _: began.append(1)))
        await asyncio.sleep(0.01)
        released.set()
        await running
        with pytest.raises(Cancelled):
            await waiting

    asyncio.run(scenario())
    assert began == []


def test_characters_under_way_are_bounded_unless_a_call_is_alone() -> None:
    workers = Workers(8, Metrics(), most_characters=100)
    released = threading.Event()

    async def receive() -> dict[str, str]:
        await asyncio.Event().wait()
        raise AssertionError("never")

    async def scenario() -> None:
        def ask(characters: int) -> Coroutine[Any, Any, bool]:
            return workers.run_for(Request({"type": "http"}, receive), lambda _: released.wait(20), characters)

        first = asyncio.create_task(ask(1000))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded, match="1000 characters"):
            await ask(1)
        unread = asyncio.create_task(ask(0))
        await asyncio.sleep(0)
        released.set()
        assert await first
        assert await unread
        assert all(await asyncio.gather(ask(50), ask(50)))

    asyncio.run(scenario())
    workers.close()


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


def test_places_are_bounded_and_given_back() -> None:
    places = Places(1)
    for _ in range(2):
        with places.take(), pytest.raises(Overloaded, match="1 are running"), places.take():
            pass
