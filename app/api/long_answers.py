"""Answers with long lists: written in threads, element by element, and sent in parts."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from fastapi import Response
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

_PART = 1 << 17


def write_json(form: type[BaseModel], answer: Mapping[str, Any], name: str) -> bytes:
    """Returns the JSON of an answer whose list `name` may be long, and may be an iterator.

    Each element is made and written by itself, because no other thread runs while Pydantic works.
    """
    (element,) = get_args(form.model_fields[name].annotation)
    before, empty, after = _dump(form, {**answer, name: []}).partition(f'"{name}":[]'.encode())
    elements: Iterable[Any] = answer[name]
    return b"".join((before, empty[:-1], b",".join(_dump(element, each) for each in elements), b"]", after))


def _dump(form: type[BaseModel], value: Any) -> bytes:
    return form.model_validate(value).model_dump_json(exclude_unset=True).encode()


class JsonAnswer(Response):
    """JSON that is sent in parts, so that other requests have a turn while it is compressed and taken."""

    media_type = "application/json"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (ASGI's)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = bytes(self.body)
        for begin in range(0, max(1, len(body)), _PART):
            more = begin + _PART < len(body)
            await send({"type": "http.response.body", "body": body[begin : begin + _PART], "more_body": more})
            await asyncio.sleep(0)
