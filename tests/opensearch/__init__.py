"""Starts one OpenSearch node for tests with Java and Maven, or uses the cluster of `OPENSEARCH_URL`."""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import closing
from functools import cache
from pathlib import Path

from app.domain.relevance.words import Analyzer
from app.errors import StoreError
from app.graph.store import GraphStore
from app.index.opensearch.address import Address
from app.index.opensearch.client import Client
from app.index.opensearch.mapping import Shards
from app.index.opensearch.upkeep.following import Follower
from app.index.opensearch.upkeep.positions import Positions
from app.index.opensearch.upkeep.writing import Writer
from tests.gremlin import free_port
from tests.maven import libraries
from tests.parts import require

NODE = Path(__file__).resolve().parent / "node"
LIBRARIES = NODE.parents[2] / "build" / "opensearch"


def follower(store: GraphStore, name: str = "itemgraph", shards: Shards = Shards()) -> Follower:  # noqa: B008 (immutable)
    """Returns what keeps an index of a store on the node of this process."""
    return Follower(Client(Address.parse(opensearch_url())), name, store, Analyzer(), shards)


def empty_index(store: GraphStore, name: str = "itemgraph", shards: Shards = Shards()) -> Follower:  # noqa: B008
    """Returns what keeps an index of an empty store. It empties the indexes of the test before, to make none again."""
    found = follower(store, name, shards)
    positions = Positions(found.client, name, store, found.analyzer)
    if before := positions.read():
        everything = {"size": 10_000, "query": {"match_all": {}}}
        hits = found.client.search(before.names.items, everything)["hits"]["hits"]
        if hits:
            Writer(found.client, store, found.analyzer, before.names).write([each["_source"]["id"] for each in hits])
        positions.write(before.names, positions.marked())
        assert found.open()
    else:
        found.build()
    return found


def opensearch_url() -> str:
    """Returns the address of a node. It starts one if necessary, which ends with this process.

    Skips the test when a JDK or Maven is missing.
    """
    if given := os.environ.get("OPENSEARCH_URL"):
        return given
    require("a JDK and Maven, or OpenSearch in OPENSEARCH_URL", bool(shutil.which("javac") and shutil.which("mvn")))
    url, failure = _own_node()
    assert not failure, failure
    return url


@cache
def _own_node() -> tuple[str, str]:
    """Starts the node of this process, once: if that fails, it tells every test why."""
    node = Node()
    atexit.register(node.kill)
    try:
        node.start()
    except (AssertionError, StoreError) as error:
        node.crash()
        return "", f"the node did not start: {error}"
    return node.url, ""


class Node:
    """A process of OpenSearch with a folder of its own."""

    def __init__(self) -> None:
        self._port = free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="opensearch-")
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self, patience: float = 90) -> None:
        """Starts the node, and returns when it answers: after 10 seconds on quiet cores."""
        options = ["-Xmx512m", "-XX:+UseSerialGC", "-cp", f"{libraries(NODE / 'pom.xml', LIBRARIES)}/*"]
        call = ["java", *options, str(NODE / "Node.java"), self._folder.name, str(self._port)]
        with (Path(self._folder.name) / "log").open("ab") as log:
            self._process = subprocess.Popen(call, stdout=log, stderr=log)
        until = time.monotonic() + patience
        with closing(Client(Address.parse(self.url), deadline=0)) as client:
            while not self._answers(client):
                said = (Path(self._folder.name) / "log").read_text(errors="replace")
                assert self._process.poll() is None, said[-2000:]
                assert time.monotonic() < until, f"it does not answer within {patience:g} seconds: {said[-2000:]}"
                time.sleep(0.2)

    def _answers(self, client: Client) -> bool:
        try:
            return client.call("GET", "/_cluster/health", wait_for_status="yellow") is not None
        except StoreError:
            return False

    def crash(self) -> None:
        """Ends the node at once. Its folder stays."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def kill(self) -> None:
        self.crash()
        self._folder.cleanup()
