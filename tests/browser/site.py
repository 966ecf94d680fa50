"""The service in this process, behind a real socket."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.stand_ins.tagger import WORDS, FakeTagger

MORE_WORDS = {
    **WORDS,
    "waterproof": "B-FEATURE",
    "jacket": "B-CATEGORY",
    "jackets": "B-CATEGORY",
    "tent": "B-CATEGORY",
    "tents": "B-CATEGORY",
    "wool": "B-MATERIAL",
    "green": "B-COLOR",
    "grey": "B-COLOR",
    "gray": "B-COLOR",
}


@contextmanager
def serving(
    folder: Path, bundle: Bundle, items: Sequence[Mapping[str, Any]] = (), **settings: Any
) -> Iterator[httpx.Client]:
    """The service with these items, on a free port, as a client of its address."""
    folder.mkdir(exist_ok=True)
    chosen = Settings(data_dir=folder, threads=2, **settings)
    app = build_app(
        assemble(chosen, Extractor(bundle, FakeTagger(bundle, MORE_WORDS)), SqliteStore(folder / "graph.sqlite"))
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
                _wait(server)
                if items:
                    client.post("/items", json={"items": list(items)}).raise_for_status()
                yield client
        finally:
            server.should_exit = True
            thread.join(timeout=20)


def _wait(server: uvicorn.Server) -> None:
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the service did not start"
        time.sleep(0.01)
