"""Fixtures of all tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import settings as hypothesis_settings

from app.api.dependencies import Service
from app.api.running import Running
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app
from app.settings import DEFAULT_MODEL, Settings
from model.bundle import Bundle, read_bundle
from tests.stand_ins.checkpoint import write_checkpoint
from tests.stand_ins.labelled import examples, write
from tests.stand_ins.lookup_bundle import write_lookup_bundle
from tests.stand_ins.tagger import FakeTagger

pytest_plugins = ["tests.needs", "tests.limits"]
# Of `make test-fast`; the laws get their full number of examples in `make test`.
hypothesis_settings.register_profile("fast", max_examples=20)


@pytest.fixture(scope="session")
def shipped() -> Bundle:
    """The shipped bundle."""
    return read_bundle(Path(DEFAULT_MODEL))


@pytest.fixture(scope="session")
def full_bundle(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The small bundle with its SavedModel rebuilt, as `itemgraph model export` does. Loads TensorFlow."""
    from training.export import export_saved_model

    return export_saved_model(bundle, tmp_path_factory.mktemp("bundles") / "full")


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A small bundle with the shipped tokenizer and labels, whose network looks words up as `FakeTagger` does."""
    return write_lookup_bundle(tmp_path_factory.mktemp("lookup"))


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder of two tiny layers in the Hugging Face layout."""
    return write_checkpoint(tmp_path_factory.mktemp("checkpoint"))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of three splits that the tiny encoder learns."""
    folder = tmp_path_factory.mktemp("data")
    for split, count in (("train", 60), ("validation", 30), ("test", 25)):
        write(folder / f"{split}.jsonl", examples(count))
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "graph.sqlite")
    yield store
    store.close()


@pytest.fixture
def settings(tmp_path: Path, bundle: Bundle) -> Settings:
    return Settings(data_dir=tmp_path, model=str(bundle.folder), threads=2)


@pytest.fixture
def service(settings: Settings, bundle: Bundle, store: SqliteStore) -> Service:
    return assemble(settings, Extractor(bundle, FakeTagger(bundle)), store)


@pytest.fixture(scope="session")
def shared_client(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application of this process, with its one extractor: together they take 0.1 s and 13 MB."""
    folder = tmp_path_factory.mktemp("service")
    parts = Settings(data_dir=folder, threads=2), Extractor(bundle, FakeTagger(bundle))
    with TestClient(build_app(assemble(*parts, SqliteStore(folder / "graph.sqlite")))) as client:
        yield client


@contextmanager
def over_graph(app: FastAPI, settings: Settings, store: SqliteStore) -> Iterator[None]:
    """Has an application that runs answer from another graph, with the extractor that it has."""
    first = app.state.running
    service = assemble(settings, first.service.extractor, store)
    if service.keeper:
        service.keeper.build()
    app.state.running = Running(service, lambda same: same)
    yield
    app.state.running = first
    service.long_calls.close()
    service.short_calls.close()


@pytest.fixture
def client(shared_client: TestClient, settings: Settings, store: SqliteStore) -> Iterator[TestClient]:
    """The application of this process over an empty graph. Its metrics begin with the process: see `own_client`."""
    with over_graph(cast(FastAPI, shared_client.app), settings, store):
        yield shared_client


@pytest.fixture
def own_client(service: Service) -> Iterator[TestClient]:
    """An application of its own, for a test of the metrics."""
    with TestClient(build_app(service)) as client:
        yield client


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    """AWS as far as moto has it, over HTTP."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(moto_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty AWS that all clients of boto3 find."""
    for name, value in (
        ("AWS_ENDPOINT_URL", moto_url),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
    ):
        monkeypatch.setenv(name, value)
    yield moto_url
    httpx.post(f"{moto_url}/moto-api/reset")
