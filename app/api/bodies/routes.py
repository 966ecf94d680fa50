"""Routes that check and read a body as their own description says."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException

from app.api.bodies.parsing import parse
from app.api.bodies.reading import refuse_size
from app.api.dependencies import Service
from app.settings import Settings

# Any of them stands for all of them.
JSON_LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines")
# The statuses of every operation that takes a body.
TAKES_BODY = (400, 408, 413, 415, 422, 429)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class BodyRoute(APIRoute):
    """Takes the media types that its OpenAPI entry names, and a body of bounded size.

    A `PUT` replaces one thing, so its body is bounded as one item. The model of the body is made before FastAPI looks
    for it, because FastAPI would make it on the event loop.
    """

    def media_types(self) -> tuple[str, ...]:
        """Returns the media types of the body; none for an operation without one."""
        if self.body_field:
            return ("application/json",)
        return tuple((self.openapi_extra or {}).get("requestBody", {}).get("content", ()))

    def limit(self, settings: Settings) -> int:
        """Returns the most bytes of a body."""
        return settings.item_bytes if self.methods == {"PUT"} else settings.max_body_bytes

    def get_route_handler(self) -> Handler:
        answer, expected = super().get_route_handler(), self.media_types()
        if not expected:
            return answer
        read = self.reading(answer)

        async def checked(request: Request) -> Response:
            _check_headers(request, expected)
            return await read(request)

        return checked

    def reading(self, answer: Handler) -> Handler:
        """Returns a handler that reads the body, and then answers."""
        form: TypeAdapter[Any] | None = None
        if self.body_field and (model := self.body_field.field_info.annotation):
            form = TypeAdapter(model)

        async def read_and_answer(request: Request) -> Response:
            service: Service = request.app.state.running.service
            limit = self.limit(service.settings)
            length = request.headers.get("content-length", "")
            refuse_size(int(length) if length.isdigit() else 0, limit)
            with service.bodies.share() as share:
                raw = await service.bodies.read(request.receive, limit, share)
                value = await service.bodies.work(len(raw), parse, raw, form) if raw and form else None
                return await answer(_ReadRequest(request, raw, value))

        return read_and_answer


class StreamRoute(BodyRoute):
    """Takes a body of any size, which the operation reads piece by piece."""

    def reading(self, answer: Handler) -> Handler:
        return answer


class _ReadRequest(Request):
    """A request whose body was read; FastAPI takes the model for the parsed JSON, and leaves it as it is."""

    def __init__(self, request: Request, raw: bytes, value: Any) -> None:
        super().__init__(request.scope, request.receive)
        self._raw = raw
        self._value = value

    async def body(self) -> bytes:
        return self._raw

    async def json(self) -> Any:
        return self._value


def _check_headers(request: Request, expected: tuple[str, ...]) -> None:
    """Raises 415 for a body of another type, or a compressed one."""
    found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found not in expected:
        raise HTTPException(415, f"Content-Type is {found or 'missing'!r}, expected {' or '.join(expected)}")
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise HTTPException(
            415,
            f"Content-Encoding is {coding!r}, expected none; send the body as it is",
            {"Accept-Encoding": "identity"},
        )
