"""Calls OpenSearch over HTTP: signs, tries again, and tells failures as errors of the service."""

import json
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.errors import SettingsError, StoreError
from app.graph import patience
from app.index.opensearch.address import Address

Body = Mapping[str, Any]
# A line that says what to do, and the document, if it needs one.
Action = tuple[Body, Body | None]

_TRANSIENT = frozenset({429, 502, 503, 504})
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 3.0
# Bytes of a bulk request, above which another one begins. OpenSearch takes up to 100 MB, small domains of AWS 10 MB.
_BULK = 4_000_000
_LINES = {"Content-Type": "application/x-ndjson"}
_JSON = {"Content-Type": "application/json"}


class Client:
    """Answers of one cluster, by any thread. Calls raise StoreError when it cannot be reached or refuses.

    A call is tried again for `deadline` seconds: every one of them may be repeated. A try ends after so many seconds of
    `silence`.
    """

    def __init__(self, address: Address, deadline: float = 8.0, silence: float = 20.0, connections: int = 32) -> None:
        self._deadline = deadline
        self.place = urlsplit(address.url).netloc
        self._http = httpx.Client(
            base_url=address.url,
            auth=_Signature(address.region) if address.region else address.login,
            timeout=httpx.Timeout(silence, connect=2),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        )

    def call(self, method: str, path: str, body: Body | None = None, **parameters: Any) -> Any:
        """Returns the answer; None if the thing is not there, or somebody else was faster (404 and 409)."""
        content = None if body is None else json.dumps(body).encode()
        return self._call(method, path, content, parameters, _JSON)

    def search(self, index: str, body: Body) -> Any:
        return self.search_all(index, [body])[0]

    def search_all(self, index: str, bodies: Sequence[Body]) -> list[Any]:
        """Answers several searches in one request. Raises StoreError if a shard did not answer."""
        if not bodies:
            return []
        lines = b"".join(b"{}\n%s\n" % json.dumps(each).encode() for each in bodies)
        answers = self._call("POST", f"/{index}/_msearch", lines, {}, _LINES)
        if answers is None:
            raise self._error(f"there is no index {index}")
        for each in answers["responses"]:
            if "error" in each or each["_shards"]["failed"] or each["timed_out"]:
                raise self._error(json.dumps(each.get("error") or each["_shards"])[:2000])
        return list(answers["responses"])

    def documents(self, index: str, ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, Any]:
        """Returns the newest documents with these ids, also those that searches do not see yet."""
        if not ids:
            return {}
        parameters = {"_source_includes": ",".join(fields)} if fields else {}
        found = self.call("POST", f"/{index}/_mget", {"ids": list(ids)}, **parameters)
        return {each["_id"]: each["_source"] for each in found["docs"] if each.get("found")} if found else {}

    def write(self, actions: Iterable[Action], refresh: bool = False) -> list[Body]:
        """Writes documents, and returns what became of every one. Searches see them if `refresh`.

        What the cluster has no room for at the moment is sent again. Raises StoreError for any other refusal but that
        of an older version (409).
        """
        found: list[Body] = []
        for part in _parts(actions):
            found += self._write(part, refresh)
        return found

    def _write(self, content: bytes, refresh: bool) -> list[Body]:
        """Sends all of it again if the cluster refuses a part: to write the same version again changes nothing."""
        pauses = _Pauses(4 * self._deadline)
        while True:
            answer = self._call("POST", "/_bulk", content, {"refresh": "true"} if refresh else {}, _LINES)
            done = [next(iter(each.values())) for each in answer["items"]]
            refused = [each for each in done if each["status"] >= 400 and each["status"] not in (404, 409)]
            if not refused:
                return done
            if {each["status"] for each in refused} - _TRANSIENT or not pauses.wait():
                raise self._error(f"{len(refused)} documents were refused: {json.dumps(refused[0])[:2000]}")

    def _call(self, method: str, path: str, content: bytes | None, parameters: Body, headers: Mapping[str, str]) -> Any:
        pauses = _Pauses(min(self._deadline, patience.left()))
        with patience.spent_by_failure():
            while True:
                try:
                    answer = self._http.request(
                        method, path, content=content, params=dict(parameters), headers=headers if content else None
                    )
                except httpx.TransportError as error:
                    reason = str(error) or type(error).__name__
                else:
                    if answer.status_code in (404, 409):
                        return None
                    if answer.status_code < 400:
                        return answer.json() if answer.content else {}
                    reason = f"{answer.status_code} {answer.text[:2000]}"
                    if answer.status_code not in _TRANSIENT:
                        raise self._error(reason)
                if not pauses.wait():
                    raise self._error(reason)

    def _error(self, reason: str) -> StoreError:
        return StoreError(f"index at {self.place}: {reason}", "the index cannot be reached, or refuses a request")

    def close(self) -> None:
        self._http.close()


class _Pauses:
    """Waits between tries: longer each time, and no two callers alike."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._pause = _FIRST_PAUSE

    def wait(self) -> bool:
        """Returns False if no time is left for another try."""
        pause = random.uniform(self._pause / 2, self._pause)  # noqa: S311
        if time.monotonic() + pause > self._until:
            return False
        time.sleep(pause)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        return True


class _Signature(httpx.Auth):
    """Signs every request for Amazon OpenSearch Service (Signature Version 4), with the credentials of the moment."""

    requires_request_body = True

    def __init__(self, region: str) -> None:
        import botocore.session

        self._region = region
        self._credentials = botocore.session.get_session().get_credentials()
        if self._credentials is None:
            raise SettingsError("INDEX_URL with auth=iam: no AWS credentials were found (environment, profile or role)")

    def auth_flow(self, request: httpx.Request) -> Any:
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest

        kept = {name: request.headers[name] for name in ("host", "content-type") if name in request.headers}
        signed = AWSRequest(request.method, str(request.url), kept, request.content)
        SigV4Auth(self._credentials.get_frozen_credentials(), "es", self._region).add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        yield request


def _parts(actions: Iterable[Action]) -> Iterator[bytes]:
    """Yields the lines of bulk requests."""
    part: list[bytes] = []
    size = 0
    for action in actions:
        lines = b"".join(b"%s\n" % json.dumps(line).encode() for line in action if line is not None)
        if part and size + len(lines) > _BULK:
            yield b"".join(part)
            part, size = [], 0
        part.append(lines)
        size += len(lines)
    if part:
        yield b"".join(part)
