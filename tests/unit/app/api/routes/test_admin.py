"""`POST /admin/reload` changes the model while requests run."""

import gc
import json
import shutil
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.api.dependencies import Service
from app.api.running import Running
from app.errors import Conflict
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app, create_app
from app.settings import Settings
from model.bundle import MANIFEST, Bundle, parse_manifest, seal
from tests.integration.process import serving
from tests.stand_ins.tagger import FakeTagger

TOKEN = "a token of sixteen or more"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def version(folder: Path, name: str) -> None:
    """Makes the bundle in the folder another version."""
    manifest = parse_manifest((folder / MANIFEST).read_bytes(), "")
    seal(folder, manifest.model_copy(update={"version": name}))


@pytest.fixture
def model(bundle: Bundle, tmp_path: Path) -> Path:
    return shutil.copytree(bundle.folder, tmp_path / "bundle")


@pytest.fixture
def client(model: Path, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path / "data", model=model, threads=1, admin_token=TOKEN)
    with TestClient(create_app(settings), headers=BEARER) as client:
        yield client


def read(client: TestClient) -> Any:
    return client.post("/extract", json={"documents": [{"text": "red shirt"}]}).json()["model"]["version"]


def test_a_new_model_reads_and_the_counts_go_on(client: TestClient, model: Path) -> None:
    before = read(client)
    version(model, "9.9")
    answer = client.post("/admin/reload", headers=BEARER).json()
    assert (answer["before"], answer["model"], answer["changed"]) == (f"products@{before}", "products@9.9", True)
    assert read(client) == "9.9"
    assert client.get("/readyz").json()["model"] == "products@9.9"
    assert "itemgraph_cache_misses_total 2.0" in client.get("/metrics").text
    assert client.post("/admin/reload", headers=BEARER).json()["changed"] is False


def test_an_item_is_read_anew_by_the_new_model(client: TestClient, model: Path) -> None:
    body = {"title": "red shirt"}
    assert [client.put("/items/a", json=body).json()["status"] for _ in range(2)] == ["created", "unchanged"]
    version(model, "9.9")
    client.post("/admin/reload", headers=BEARER)
    answer = client.put("/items/a", json=body).json()
    assert (answer["status"], answer["properties"][0]["model"]) == ("updated", "products@9.9")


def test_an_altered_model_is_refused_and_the_old_one_stays(client: TestClient, model: Path) -> None:
    before = read(client)
    (model / "tokenizer.json").write_text("{}")
    answer = client.post("/admin/reload", headers=BEARER)
    assert answer.status_code == 503
    assert "tokenizer.json: 2 bytes, but the manifest lists" in answer.json()["detail"]
    assert read(client) == before
    assert client.get("/readyz").status_code == 200


def test_where_no_key_is_configured_nobody_reloads(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        answer = client.post("/admin/reload", headers={"Authorization": "Bearer "})
    assert answer.status_code == 403
    assert "none is configured; set API_KEYS" in answer.json()["detail"]


def test_the_model_before_a_reload_leaves_the_memory(settings: Settings, bundle: Bundle, store: SqliteStore) -> None:
    reloading = settings.model_copy(update={"admin_token": SecretStr(TOKEN)})
    extractor = Extractor(bundle, FakeTagger(bundle))
    before = weakref.ref(extractor)
    with TestClient(build_app(assemble(reloading, extractor, store)), headers=BEARER) as client:
        del extractor
        read(client)
        assert client.post("/admin/reload", headers=BEARER).status_code == 200
        gc.collect()
        assert before() is None


def test_two_reloads_at_once_are_one(service: Service) -> None:
    entered, leave = threading.Event(), threading.Event()

    def renew(old: Service) -> Service:
        entered.set()
        assert leave.wait(20)
        return old

    running = Running(service, renew)
    first = threading.Thread(target=running.reload)
    first.start()
    assert entered.wait(20)
    with pytest.raises(Conflict):
        running.reload()
    leave.set()
    first.join(20)
    assert running.reload() is service


@pytest.mark.large
def test_a_stream_ends_with_the_model_that_it_began_with(model: Path, tmp_path: Path) -> None:
    """Its extractor is closed when its last line is answered, and not before."""
    shown = {"MODEL": str(model), "ADMIN_TOKEN": TOKEN}
    with serving(tmp_path / "data", **shown) as (_, client):
        client.headers.update(BEARER)
        before = client.post("/extract", json={"documents": [{"text": "red"}]}).json()["model"]["version"]
        reloaded = threading.Event()

        def lines() -> Iterator[bytes]:
            for n in range(200):
                yield json.dumps({"id": f"s{n}", "title": f"red shirt {n}"}).encode() + b"\n"
                if n == 100:
                    assert reloaded.wait(60)

        def reload() -> None:
            time.sleep(1)
            version(model, "9.9")
            with httpx.Client(base_url=client.base_url, timeout=60) as other:
                assert other.post("/admin/reload", headers=BEARER).json()["model"] == "products@9.9"
            reloaded.set()

        thread = threading.Thread(target=reload)
        thread.start()
        kind = {"Content-Type": "application/x-ndjson"}
        answers = client.post("/items/bulk", content=lines(), headers=kind).text.splitlines()
        thread.join(60)
        assert [json.loads(each)["status"] for each in answers] == ["created"] * 200
        last = client.get("/items/s199").json()["properties"]
        assert {each["model"] for each in last} == {f"products@{before}"}
        assert client.put("/items/new", json={"title": "red shirt"}).json()["properties"][0]["model"] == "products@9.9"
