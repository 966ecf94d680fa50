"""The right to build, among all processes that share a cluster."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.index.opensearch.client import Client

# Seconds for which the right lasts unless it is renewed, and after which it is.
_LASTS, _RENEWS = 60.0, 15.0
_ID = "build"


class Lease:
    """A document that says until when its writer builds. If the process ends meanwhile, the right ends soon after."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._path = f"/{name}-lease"
        self._renewed = 0.0

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Takes the right. Yields False if another process has it."""
        if not self._take():
            yield False
            return
        try:
            yield True
        finally:
            self._client.call("DELETE", f"{self._path}/_doc/{_ID}")

    def renew(self) -> None:
        """Goes on building. It costs nothing when it is called often."""
        if time.monotonic() - self._renewed > _RENEWS:
            self._write()

    def _take(self) -> bool:
        found = self._client.call("GET", f"{self._path}/_doc/{_ID}")
        if not found or not found.get("found"):
            return self._write(op_type="create")
        if found["_source"]["until"] > time.time():
            return False
        return self._write(if_seq_no=found["_seq_no"], if_primary_term=found["_primary_term"])

    def _write(self, **condition: Any) -> bool:
        """Returns False if another process was faster."""
        until = {"until": time.time() + _LASTS}
        self._renewed = time.monotonic()
        return self._client.call("PUT", f"{self._path}/_doc/{_ID}", until, **condition) is not None
