"""Bodies that are too large, too slow, or too many at a time."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator

import pytest
from starlette.types import Message

from app.api.bodies.reading import Bodies, Patience
from app.errors import Cancelled, Overloaded, TooLarge, TooSlow


@pytest.fixture
def bodies() -> Iterator[Bodies]:
    bodies = Bodies(100, Patience(idle=0.05, whole=0.3))
    yield bodies
    bodies.close()


def sending(*parts: bytes | None, pause: float = 0) -> Callable[[], Awaitable[Message]]:
    """Returns a `receive` that gives these parts, and then nothing more. None stands for a client who goes."""
    left = list(parts)

    async def receive() -> Message:
        await asyncio.sleep(pause if left else 60)
        part = left.pop(0)
        if part is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": part, "more_body": part != b"."}

    return receive


def read(bodies: Bodies, receive: Callable[[], Awaitable[Message]], limit: int = 50) -> bytes:
    async def scenario() -> bytes:
        with bodies.share() as share:
            return await bodies.read(receive, limit, share)

    return asyncio.run(scenario())


def test_parts_become_one_body(bodies: Bodies) -> None:
    assert read(bodies, sending(b"ab", b"", b"c", b".")) == b"abc."


def test_body_over_the_limit_is_read_no_further(bodies: Bodies) -> None:
    assert read(bodies, sending(b"x" * 49, b".")) == b"x" * 49 + b"."
    with pytest.raises(TooLarge, match="at least 51 bytes; expected at most 50"):
        read(bodies, sending(b"x" * 50, b"."))


def test_silence_ends_a_body(bodies: Bodies) -> None:
    with pytest.raises(TooSlow, match="4 bytes were read"):
        read(bodies, sending(b"some"))


def test_trickle_ends_with_the_time_for_the_whole(bodies: Bodies) -> None:
    with pytest.raises(TooSlow):
        read(bodies, sending(*[b"x"] * 40, pause=0.03))


def test_client_who_goes_is_no_error_of_the_service(bodies: Bodies) -> None:
    with pytest.raises(Cancelled):
        read(bodies, sending(b"some", None))


def test_bodies_together_are_bounded_and_given_back(bodies: Bodies) -> None:
    with bodies.share() as share:
        share.grow(60)
        with pytest.raises(Overloaded, match="100 bytes"):
            read(bodies, sending(b"x" * 45, b"."))
        assert bodies.held == 60
    assert bodies.held == 0
    assert len(read(bodies, sending(b"x" * 45, b"."))) == 46


def test_large_work_leaves_the_event_loop(bodies: Bodies) -> None:
    assert asyncio.run(bodies.work(10, threading.get_ident)) == threading.get_ident()
    assert asyncio.run(bodies.work(1_000_000, threading.get_ident)) != threading.get_ident()
