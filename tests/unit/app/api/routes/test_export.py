"""`GET /graph/export`."""

import asyncio
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.graph.sqlite.rows import SqliteSnapshot
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.stand_ins.held import OpenClient, problem_of
from tests.stand_ins.tagger import FakeTagger

ITEMS = [{"id": f"sku-{n}", "title": "Red Nike shoe", "properties": {"price": f"{n} EUR"}} for n in range(3)]


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    return client


def export(client: TestClient, form: str) -> Any:
    return client.get("/graph/export", params={"format": form})


def test_jsonl_is_every_item_as_get_answers_it_with_what_was_given(shop: TestClient) -> None:
    found = export(shop, "jsonl")
    exported = [json.loads(line) for line in found.text.splitlines()]
    sent = {each["id"]: each.get("properties", {}) for each in ITEMS}
    assert [dict(each.pop("given")) for each in exported] == [sent[each["id"]] for each in exported]
    assert exported == shop.get("/items").json()["items"]
    assert found.headers["content-type"] == "application/x-ndjson"
    assert shop.get("/graph/export").text == found.text


def test_neptune_csv_is_a_tar_of_vertices_and_edges(shop: TestClient) -> None:
    with tarfile.open(fileobj=io.BytesIO(export(shop, "neptune-csv").content)) as archive:
        names = archive.getnames()
    assert names == [
        "vertices/item-00000.csv",
        "vertices/property-00000.csv",
        "vertices/word-00000.csv",
        "edges/has-00000.csv",
        "edges/says-00000.csv",
    ]


@pytest.mark.parametrize(("form", "begin"), [("ntriples", "<http://"), ("graphml", "<?xml")])
def test_other_formats_are_named_files(shop: TestClient, form: str, begin: str) -> None:
    found = export(shop, form)
    assert found.text.startswith(begin)
    assert found.headers["content-disposition"].startswith('attachment; filename="graph.')


def test_iris_begin_with_the_base_of_the_settings(settings: Settings, bundle: Bundle, store: SqliteStore) -> None:
    own = settings.model_copy(update={"rdf_base": "https://data.example/items"})
    with TestClient(build_app(assemble(own, Extractor(bundle, FakeTagger(bundle)), store))) as client:
        client.put("/items/a", json={"title": "Nike shoe"}).raise_for_status()
        lines = export(client, "ntriples").text.splitlines()
    assert lines
    assert all(each.startswith("<https://data.example/items/") for each in lines)


def test_an_empty_graph_is_an_empty_file(client: TestClient) -> None:
    assert export(client, "jsonl").content == b""


def test_an_unknown_format_names_the_known(client: TestClient) -> None:
    found = export(client, "xml")
    assert found.status_code == 422
    assert found.json()["errors"][0]["pointer"] == "/format"


class CountingStore(SqliteStore):
    """A store that counts its open snapshots."""

    open = 0

    @contextmanager
    def snapshot(self) -> Iterator[SqliteSnapshot]:
        with super().snapshot() as found:
            self.open += 1
            try:
                yield found
            finally:
                self.open -= 1


def test_export_that_its_client_leaves_lets_the_graph_go(open_client: OpenClient, tmp_path: Path) -> None:
    store = CountingStore(tmp_path / "counted.sqlite")
    client = open_client(store=store)
    client.post("/items", json={"items": [{"id": f"i{n}", "text": "x" * 5000} for n in range(200)]})

    async def scenario() -> None:
        began = asyncio.Event()

        async def receive() -> Message:
            await began.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                began.set()
                assert store.open == 1
                await asyncio.sleep(60)

        await client.app(scope_of("/graph/export"), receive, send)

    asyncio.run(scenario())
    assert store.open == 0


def test_exports_at_a_time_are_bounded(open_client: OpenClient) -> None:
    client = open_client(exports=1)
    service = cast(FastAPI, client.app).state.running.service
    with service.exports.take():
        response = client.get("/graph/export")
        problem_of(response, 429)
        assert int(response.headers["retry-after"]) >= 1
    for _ in range(3):
        assert client.get("/graph/export").status_code == 200


def scope_of(path: str) -> dict[str, Any]:
    """Returns what a server says of a GET."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
