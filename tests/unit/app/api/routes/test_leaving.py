"""Calls that look at many items know when their client leaves."""

import asyncio
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message


@pytest.mark.parametrize(
    "path",
    [
        "/corrections",
        "/learning/queue",
        "/corrections/labels",
        "/graph/coverage",
        "/graph/similar",
        "/vocabulary/suggestions",
    ],
)
def test_a_call_watches_its_client(client: TestClient, path: str) -> None:
    watched: list[bool] = []

    async def scenario() -> None:
        async def receive() -> Message:
            watched.append(True)
            await asyncio.sleep(60)
            raise AssertionError("never")

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                assert message["status"] == 200
                assert watched

        await cast("FastAPI", client.app)(_scope_of(path), receive, send)

    asyncio.run(scenario())
    assert watched


def _scope_of(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"text=red" if path == "/graph/similar" else b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
