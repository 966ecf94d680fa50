"""A service that listens, and the command line run against it."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from fastapi import FastAPI

from app.cli import main
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.conftest import over_graph
from tests.stand_ins.tagger import WORDS, FakeTagger


@dataclass(frozen=True, slots=True)
class Live:
    """A service that listens."""

    app: FastAPI
    url: str


@pytest.fixture(scope="session")
def live(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A service in this process, on a free port."""
    folder = tmp_path_factory.mktemp("live")
    settings = Settings(data_dir=folder, threads=2)
    service = assemble(
        settings,
        Extractor(bundle, FakeTagger(bundle, WORDS | {"400": "B-QUANTITY"})),
        SqliteStore(folder / "graph.sqlite"),
    )
    app = build_app(service)
    with listening(app) as url:
        yield Live(app, url)


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The address of an application that listens on a free port, in a thread of this process."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    listener.close()


@pytest.fixture
def live_url(live: Live) -> str:
    return live.url


@pytest.fixture
def url(live: Live, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same service with an empty graph."""
    with (
        closing(SqliteStore(tmp_path_factory.mktemp("graph") / "graph.sqlite")) as store,
        over_graph(live.app, settings, store),
    ):
        yield live.url


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process, on a terminal of 300 columns."""
    monkeypatch.setenv("COLUMNS", "300")

    def run_one(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["itemgraph", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        status = ended.value.code
        return Ran(status if isinstance(status, int) else 0, said.out, said.err)

    return run_one


@pytest.fixture
def unused_url() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"
