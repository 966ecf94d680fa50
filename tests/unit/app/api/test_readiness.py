"""What `/readyz` finds out, and how long it takes at most."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from app.api.readiness import Probe
from app.errors import StoreError, TaggerError
from app.extraction.extractor import Extractor
from app.extraction.remote_tagger import RemoteTagger
from app.graph.sqlite import SqliteStore
from model.bundle import Bundle
from tests.stand_ins.held import OpenClient, problem_of

SILENT = StoreError("silent")


def test_check_that_does_not_end_is_reported_in_time_and_runs_once() -> None:
    released, calls = threading.Event(), []

    def check() -> int:
        calls.append(1)
        released.wait(20)
        return 7

    async def scenario() -> None:
        probe = Probe[int](SILENT, patience=0.1)
        began = time.monotonic()
        failures = await asyncio.gather(*[probe.ask(check) for _ in range(5)], return_exceptions=True)
        assert failures == [SILENT] * 5
        assert time.monotonic() - began < 1
        released.set()
        assert await probe.ask(check) == 7
        assert len(calls) == 1

    asyncio.run(scenario())


def test_good_answer_holds_and_a_fault_does_not() -> None:
    answers = iter([StoreError("away"), None, StoreError("away again")])

    def check() -> None:
        if error := next(answers):
            raise error

    async def scenario() -> None:
        probe = Probe[None](SILENT, patience=5, holds=60)
        with pytest.raises(StoreError, match="away"):
            await probe.ask(check)
        await probe.ask(check)
        await probe.ask(check)

    asyncio.run(scenario())


class FullStore(SqliteStore):
    """A store that can be read, and not written."""

    def check(self) -> None:
        raise StoreError("graph /srv/data/graph.sqlite: database or disk is full", "graph: database or disk is full")


def test_graph_that_cannot_be_written_is_not_ready(open_client: OpenClient, tmp_path: Path) -> None:
    response = open_client(store=FullStore(tmp_path / "full.sqlite")).get("/readyz")
    assert problem_of(response, 503)["detail"] == "graph: database or disk is full"
    assert int(response.headers["retry-after"]) >= 1


class SilentEndpoint:
    place = "http://10.0.0.7:8501/v1/models/products"

    def predict(self, body: bytes) -> bytes:
        raise TaggerError(f"TAGGER_URL {self.place}: refused")

    def close(self) -> None:
        pass


def test_model_that_runs_elsewhere_is_asked(bundle: Bundle) -> None:
    extractor = Extractor(bundle, RemoteTagger(bundle, SilentEndpoint(), 1))
    with pytest.raises(TaggerError, match="refused"):
        extractor.check_engine()
    extractor.close()


def test_away_model_is_503_without_its_address(open_client: OpenClient, bundle: Bundle) -> None:
    response = open_client(tagger=RemoteTagger(bundle, SilentEndpoint(), 1)).get("/readyz")
    assert "the model" in problem_of(response, 503)["detail"]
    assert "10.0.0.7" not in response.text


def test_removed_graph_is_not_ready_and_takes_no_writes(open_client: OpenClient, tmp_path: Path) -> None:
    path = tmp_path / "lost.sqlite"
    client = open_client(store=SqliteStore(path))
    assert client.put("/items/a", json={}).status_code == 200
    path.unlink()
    for response in (client.get("/readyz"), client.put("/items/b", json={}), client.get("/items")):
        assert "removed or replaced" in problem_of(response, 503)["detail"]
        assert "lost.sqlite" not in response.text
    assert not path.exists()
