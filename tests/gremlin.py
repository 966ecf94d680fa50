"""Starts Apache TinkerPop's Gremlin Server for tests with Java and Maven, or uses the server of `GREMLIN_URL`."""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

from app.errors import StoreError
from app.graph.gremlin import GremlinStore, Limits
from app.graph.gremlin.connections.pool import Connections
from tests.maven import libraries
from tests.parts import require

FOLDER = Path(__file__).resolve().parents[1] / "docker" / "gremlin"
LIBRARIES = FOLDER.parents[1] / "build" / "gremlin"


def empty_gremlin_store(_: Path, limits: Limits = Limits()) -> GremlinStore:  # noqa: B008 (immutable)
    """Opens an empty store on the server of this process."""
    store = GremlinStore(gremlin_url(), limits)
    connections = Connections(gremlin_url(), Limits())
    connections.run(lambda g: g.V().drop().iterate())
    connections.close()
    return store


@cache
def gremlin_url() -> str:
    """Returns the address of a server. It starts one if necessary, which ends with this process.

    Skips the test when Java or Maven is missing.
    """
    if given := os.environ.get("GREMLIN_URL"):
        # Every test empties its only graph.
        assert os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1") == "1", "GREMLIN_URL: run pytest with -n 0"
        return given
    require("Java and Maven, or a Gremlin server in GREMLIN_URL", bool(shutil.which("java") and shutil.which("mvn")))
    server = start_server(free_port())
    atexit.register(server.kill)
    return url_of(server)


class Server:
    """A process of the server, with its own port.

    With `keeps`, the graph survives on disk between `stop` and `start`. TinkerPop's server writes it only when it
    closes.
    """

    def __init__(self, port: int, keeps: bool = False, evaluation: float = 5.0, graph: Path | None = None) -> None:
        """`evaluation` limits a call in seconds, also one whose client vanished. `graph` is GraphSON to begin with."""
        self.port = port
        self._folder = tempfile.TemporaryDirectory(prefix="gremlin-")
        shutil.copytree(FOLDER / "conf", Path(self._folder.name) / "conf")
        settings = Path(self._folder.name) / "conf" / "gremlin-server.yaml"
        text = settings.read_text()
        for before, after in (
            ("port: 8182", f"port: {port}"),
            ("0.0.0.0", "127.0.0.1"),
            ("evaluationTimeout: 30000", f"evaluationTimeout: {evaluation * 1000:.0f}"),
        ):
            assert before in text
            text = text.replace(before, after)
        settings.write_text(text)
        if keeps or graph:
            with (Path(self._folder.name) / "conf" / "graph.properties").open("a") as properties:
                properties.write(f"gremlin.tinkergraph.graphLocation={self._folder.name}/graph\n")
                properties.write("gremlin.tinkergraph.graphFormat=graphson\n")
        if graph:
            shutil.copy(graph, Path(self._folder.name) / "graph")
        self._process = self._start()

    def stop(self) -> None:
        """Stops the server cleanly, as an operator would."""
        self._process.terminate()
        self._process.wait(60)

    def crash(self) -> None:
        """Kills the server in the middle of its work. Everything that it wrote since its start is lost."""
        self._process.kill()
        self._process.wait()

    def start(self) -> None:
        """Starts the server again on the same port, and returns when it answers."""
        self._process = self._start()
        wait_for(self)

    def kill(self) -> None:
        """Kills the server, and removes its graph."""
        self.crash()
        self._folder.cleanup()

    def _start(self) -> "subprocess.Popen[bytes]":
        main = "org.apache.tinkerpop.gremlin.server.GremlinServer"
        heap = os.environ.get("GREMLIN_HEAP", "1g")
        path = f"{libraries(FOLDER / 'pom.xml', LIBRARIES)}/*"
        call = ["java", f"-Xmx{heap}", "-XX:+UseSerialGC", "-cp", path, main, "conf/gremlin-server.yaml"]
        with (Path(self._folder.name) / "log").open("ab") as log:
            return subprocess.Popen(call, cwd=self._folder.name, stdout=log, stderr=log)


def start_server(port: int, keeps: bool = False, evaluation: float = 5.0, graph: Path | None = None) -> Server:
    server = Server(port, keeps, evaluation, graph)
    try:
        wait_for(server, patience=900 if graph else 60)
    except Exception:
        server.kill()
        raise
    return server


def url_of(server: Server) -> str:
    return f"ws://127.0.0.1:{server.port}/gremlin"


def wait_for(server: Server, patience: float = 60) -> None:
    """Waits until the server answers. That takes some seconds, or minutes if it reads a large graph first."""
    until = time.monotonic() + patience
    while True:
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=1):
                pass
            GremlinStore(url_of(server), Limits(deadline=max(1.0, patience / 20))).close()
            return
        except (OSError, StoreError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
