"""The service of this moment, and its replacement by one with another model while requests run."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from app.api.dependencies import Service
from app.errors import Conflict
from app.extraction.extractor import Extractor


class Running:
    """A request has the same service from its beginning to its end; an extractor that was replaced is closed after the
    last request that has it.

    `renew` makes a service with the model that the settings name now.
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
        """The service for one request."""
        with self._lock:
            service = self._service
            self._users[service.extractor] += 1
        try:
            yield service
        finally:
            self._let_go(service.extractor)

    def reload(self) -> Service:
        """Raises BundleError or SettingsError, and then goes on with the model that it has; Conflict while another
        reload is under way."""
        if not self._renewing.acquire(blocking=False):
            raise Conflict("the model is being reloaded already")
        try:
            new = self._renew(self._service)
            with self._lock:
                old, self._service = self._service, new
                self._users[old.extractor] += 1  # so that it is closed here, if no request has it
            self._let_go(old.extractor)
            return new
        finally:
            self._renewing.release()

    def _let_go(self, extractor: Extractor) -> None:
        with self._lock:
            self._users[extractor] -= 1
            unused = not self._users[extractor]
            if unused:
                del self._users[extractor]
            retired = unused and extractor is not self._service.extractor
        if retired:
            extractor.close()
