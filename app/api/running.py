"""The current service, and its replacement by one with another model while requests run."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from app.api.dependencies import Service
from app.errors import Conflict
from app.extraction.extractor import Extractor
from app.extraction.memory import give_back
from app.telemetry.logs import audit


class Running:
    """Gives every request one service from beginning to end.

    A replaced extractor is closed after the last request that uses it. `renew` makes a service with the model that the
    settings name at that moment.
    """

    def __init__(self, service: Service, renew: Callable[[Service], Service]) -> None:
        self._service = service
        self._renew = renew
        self._users: Counter[Extractor] = Counter()
        self._lock = Lock()
        self._renewing = Lock()

    @property
    def service(self) -> Service:
        return self._service

    @contextmanager
    def lease(self) -> Iterator[Service]:
        """Yields the service for one request."""
        with self._lock:
            service = self._service
            self._users[service.extractor] += 1
        try:
            yield service
        finally:
            self._let_go(service.extractor)

    def reload(self) -> Service:
        """Loads the model again, and returns the new service.

        Raises BundleError or SettingsError, and then keeps the old model; raises Conflict while another reload is
        running.
        """
        if not self._renewing.acquire(blocking=False):
            raise Conflict("another reload is running; try again when it has ended")
        try:
            new = self._renew(self._service)
            with self._lock:
                old, self._service = self._service, new
                self._users[old.extractor] += 1  # So that it is closed below if no request uses it.
            self._let_go(old.extractor)
            before, bundle = old.extractor.bundle, new.extractor.bundle
            audit("model loaded", before=before.model, model=bundle.model, digest=bundle.digest)
            return new
        finally:
            self._renewing.release()

    def refuse(self) -> None:
        """Ends what waits, and begins nothing new. Calls that run go on."""
        self._service.long_calls.stop()
        self._service.short_calls.stop()

    def stop(self) -> None:
        """Refuses, and ends running calls where they wait for the model: they raise Stopping."""
        self.refuse()
        with self._lock:
            extractors = {self._service.extractor, *self._users}
        for extractor in extractors:
            extractor.stop()

    def _let_go(self, extractor: Extractor) -> None:
        with self._lock:
            self._users[extractor] -= 1
            unused = not self._users[extractor]
            if unused:
                del self._users[extractor]
            retired = unused and extractor is not self._service.extractor
        if retired:
            extractor.close()
            give_back()
