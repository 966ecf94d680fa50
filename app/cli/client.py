"""Calls to a running service."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import quote

import httpx

from app.cli.printing import program
from app.domain.aliases.entries import Entry
from app.errors import ServiceError

_TRIES = 5
_LONGEST_WAIT = 60.0
# Refusals that another try may turn into an answer.
_PASSING = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
_NDJSON = {"Content-Type": "application/x-ndjson"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the API: its path with the parts quoted, its parameters and its JSON body."""

    method: str
    path: str
    params: Sequence[tuple[str, str]] = ()
    body: Any = None


def path_of(*parts: str) -> str:
    """Returns a path of the API. Slashes and spaces inside a part are quoted."""
    return "".join("/" + quote(part, safe="") for part in parts)


class Client:
    """Calls the service at `url`, with a key if it needs one. As a context manager, it closes its connections."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self._url = url
        try:
            address = httpx.URL(url)
            if address.scheme not in ("http", "https") or not address.host:
                raise ValueError("not an address of http or https")
            loopback = address.host in ("127.0.0.1", "localhost", "::1")
            # A proxy from the environment cannot reach a service on this machine.
            self._http = httpx.Client(
                base_url=url,
                headers=_authorization(key),
                timeout=httpx.Timeout(300, connect=5),
                trust_env=not loopback,
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise ServiceError(
                f"--url (ITEMGRAPH_URL) {url!r}: {error}; expected for example http://127.0.0.1:8000"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(self, call: Call) -> dict[str, Any]:
        """Returns the answer to a call; empty if the response has no body. Raises ServiceError."""
        body = {} if call.body is None else {"json": call.body}
        response = self._send(call.method, call.path, params=list(call.params), **body)
        answer: dict[str, Any] = response.json() if response.content else {}
        return answer

    def entries(self) -> list[Entry]:
        """Returns the entries of the team's vocabulary."""
        return [
            Entry(each["name"], each["value"], tuple(each["aliases"]), each["display"], each["pending"])
            for each in self.send(Call("GET", "/vocabulary"))["entries"]
        ]

    def put_entry(self, entry: Entry, preview: bool) -> dict[str, Any]:
        """Stores an entry, or with `preview` only asks what it would change. Takes longer the more items change."""
        place = path_of("vocabulary", entry.name, entry.value)
        body = {"display": entry.display, "aliases": list(entry.aliases)}
        asked = {"preview": str(preview).lower()}
        response = self._send("PUT", place, params=asked, json=body, timeout=httpx.Timeout(None, connect=5))
        answer: dict[str, Any] = response.json()
        return answer

    @contextmanager
    def export(self, format: str) -> Iterator[Iterator[bytes]]:  # noqa: A002 (the API's name)
        """Yields the parts of the whole graph in this format. Raises ServiceError if the connection breaks."""
        try:
            with self._http.stream("GET", "/graph/export", params={"format": format}) as response:
                if response.is_error:
                    response.read()
                    raise _refusal(response)
                yield response.iter_bytes()
        except httpx.HTTPError as error:
            raise self._no_answer(error) from error

    def bulk(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Returns the answer to every line. If the service is busy or away, tries again: writes are idempotent."""
        body = "".join(line + "\n" for line in lines).encode()
        for attempt in range(_TRIES):
            wait = 0.2 * 2**attempt
            try:
                response = self._send("POST", "/items/bulk", content=body, headers=_NDJSON)
                answers = [json.loads(line) for line in response.content.splitlines()]
                if len(answers) == len(lines):
                    return answers
                problem = f"{len(answers)} answers to {len(lines)} lines"
            except ServiceError as error:
                problem = str(error)
                if error.final or attempt == _TRIES - 1:
                    raise
                wait = max(wait, min(error.retry_after or 0, _LONGEST_WAIT))
            time.sleep(wait)
        raise ServiceError(f"{self._url}: {problem}")

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **request)
        except httpx.HTTPError as error:
            raise self._no_answer(error) from error
        if response.is_error:
            raise _refusal(response)
        return response

    def _no_answer(self, error: httpx.HTTPError) -> ServiceError:
        return ServiceError(
            f"no answer from {self._url} ({error}); is the service running? `{program()} serve` starts it"
        )


def _authorization(key: str | None) -> dict[str, str]:
    if not key:
        return {}
    if not key.isascii() or not key.isprintable():
        raise ServiceError("--key (ITEMGRAPH_API_KEY): expected a key as `itemgraph key create` printed it")
    return {"Authorization": f"Bearer {key}"}


def _refusal(response: httpx.Response) -> ServiceError:
    """Returns the service's own sentences. What is not a mistake of the caller also gets the call and its status."""
    reason = _reason(response)
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        reason = f"{reason} ({response.request.method} {response.url.path} answered {response.status_code})"
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        reason = f"{reason} (--key or ITEMGRAPH_API_KEY)"
    final = response.is_client_error and response.status_code not in _PASSING
    wait = response.headers.get("Retry-After", "")
    return ServiceError(reason, final, float(wait) if wait.isdigit() else None)


def _reason(response: httpx.Response) -> str:
    try:
        problem = response.json()
    except ValueError:
        return f"{response.url} answered {response.status_code}: {response.text[:200]}"
    faults = "; ".join(
        ": ".join(filter(None, (each["pointer"], each["detail"]))) for each in problem.get("errors") or []
    )
    return faults or str(problem.get("detail"))
