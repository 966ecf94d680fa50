"""Stand-ins for the tests of the API, and helpers that read its answers."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import unquote

import numpy as np
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from app.domain.items import Item
from app.errors import StoreError, TaggerError
from app.extraction.tagger import Tagger
from app.graph.sqlite import SqliteStore
from app.index.index import AnsweringStore
from model.windows import Window
from tests.stand_ins.tagger import FakeTagger

NDJSON = {"Content-Type": "application/x-ndjson"}
JSON = {"Content-Type": "application/json"}


class OpenClient(Protocol):
    """Opens a client of a service with these parts and settings. The fixtures supply whatever is left out."""

    def __call__(
        self, *, tagger: Tagger | None = None, store: AnsweringStore | None = None, raises: bool = True, **settings: Any
    ) -> TestClient: ...


class Answer(Protocol):
    """An HTTP answer, whatever library the test client uses."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Any: ...
    @property
    def content(self) -> bytes: ...
    @property
    def text(self) -> str: ...
    @property
    def request(self) -> Any: ...
    def json(self) -> Any: ...


class AwayStore(SqliteStore):
    """A store that fails every call while it is `away`."""

    away = False

    @contextmanager
    def _transaction(self, kind: str = "DEFERRED") -> Iterator[sqlite3.Connection]:
        if self.away:
            raise StoreError("graph: the disk is away")
        with super()._transaction(kind) as connection:
            yield connection


class FleetingStore(SqliteStore):
    """A store whose items are deleted by others whenever they are read."""

    def get(self, item_ids: Iterable[str]) -> dict[str, Item]:
        return {}


class HeldTagger(FakeTagger):
    """A tagger that sets `entered` at each call, and then waits for `released`."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.entered = threading.Event()
        self.released = threading.Event()

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        self.entered.set()
        assert self.released.wait(20), "the test did not release the tagger"
        return super().tag(windows)


class BrokenTagger(FakeTagger):
    """A tagger with a programming error."""

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        raise RuntimeError("secret of the server")


class AwayTagger(FakeTagger):
    """The tagger of an endpoint that answers nothing."""

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        raise TaggerError("no answer from the endpoint")


class GatedTagger:
    """Answers each window with its number. Until it is opened, batches wait; `batches` are the numbers seen."""

    name = "gate"
    threads = 1
    budget = 256

    def __init__(self) -> None:
        self.open = threading.Event()
        self.entered = threading.Event()
        self.batches: list[list[int]] = []
        self.closed = False

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        numbers = [int(each.ids[0]) for each in windows]
        self.batches.append(numbers)
        self.entered.set()
        assert self.open.wait(20)
        if -1 in numbers:
            raise ZeroDivisionError("minus one")
        return [np.full((1, 3), number, dtype=np.float32) for number in numbers]

    def close(self) -> None:
        self.closed = True


def problem_of(response: Answer, status: int) -> dict[str, Any]:
    """Returns the problem details of an answer, and checks the fields that every problem has."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert unquote(problem["instance"]) == response.request.url.path
    assert not set(problem["instance"]) & set(" ?#")
    assert problem["type"]
    assert problem["title"]
    assert problem["detail"]
    return problem


def faults_of(response: Answer, status: int = 422) -> dict[str, str]:
    """Returns the faults of a problem, from pointer to detail."""
    return {fault["pointer"]: fault["detail"] for fault in problem_of(response, status)["errors"]}


def properties_of(item: dict[str, Any]) -> set[tuple[str, str]]:
    return {(prop["name"], prop["value"]) for prop in item["properties"]}
