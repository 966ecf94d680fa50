"""Every operation documents every status that it can answer."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.dependencies import Service
from app.api.workers import Workers
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.stand_ins.held import AwayStore, AwayTagger, FleetingStore
from tests.stand_ins.tagger import FakeTagger

TOKEN = "sixteen letters!"
# What the document does not say of an address.
PATHS = {"{id}": "sku-1", "{name}": "color", "{value}": "navy"}
QUERIES: dict[str, dict[str, Any]] = {"compareItems": {"id": ["sku-1", "sku-2"]}}
SPOILT: list[dict[str, Any]] = [
    {},
    {},
    {"params": {"nonsense": "1", "cursor": "none", "filter": "none", "limit": "none"}},
    {"headers": {"Content-Type": "text/plain"}},
    {"content": b"{"},
    {"content": b"{}"},
    {"content": b"[1]"},
    {"content": b'{"documents": [{"text": "' + b"a" * 2000 + b'"}]}'},
]


def healthy(settings: Settings, bundle: Bundle) -> Service:
    return assemble(settings, Extractor(bundle, FakeTagger(bundle)), SqliteStore(settings.data_dir / "graph.sqlite"))


def without_graph(settings: Settings, bundle: Bundle) -> Service:
    store = AwayStore(settings.data_dir / "graph.sqlite")
    store.away = True
    return assemble(settings, Extractor(bundle, FakeTagger(bundle)), store)


def without_model(settings: Settings, bundle: Bundle) -> Service:
    return assemble(settings, Extractor(bundle, AwayTagger(bundle)), SqliteStore(settings.data_dir / "graph.sqlite"))


def overloaded(settings: Settings, bundle: Bundle) -> Service:
    service = healthy(settings, bundle)
    return replace(
        service, long_calls=Workers(1, service.metrics, queue=-1), short_calls=Workers(1, service.metrics, queue=-1)
    )


def beside_others(settings: Settings, bundle: Bundle) -> Service:
    store = FleetingStore(settings.data_dir / "graph.sqlite")
    return assemble(settings, Extractor(bundle, FakeTagger(bundle)), store)


@pytest.mark.large
@pytest.mark.parametrize("state", [healthy, without_graph, without_model, overloaded, beside_others])
def test_every_status_that_an_operation_answers_is_documented(
    state: Callable[[Settings, Bundle], Service], tmp_path: Path, bundle: Bundle
) -> None:
    settings = Settings(data_dir=tmp_path, threads=2, max_body_bytes=1500, admin_token=TOKEN)
    app = build_app(state(settings, bundle))
    with TestClient(app, raise_server_exceptions=False, headers={"X-API-Key": TOKEN}) as client:
        document = client.get("/openapi.json").json()
        wrong = [
            f"{operation['operationId']}: {status}"
            for method, path, operation in operations(document)
            # A stream is slowed down rather than refused, for half a minute.
            if (state, operation["operationId"]) != (overloaded, "bulkItems")
            for request in requests_of(document, operation)
            for status in [client.request(method, path, **request).status_code]
            if str(status) not in operation["responses"]
        ]
    assert sorted(set(wrong)) == []


def test_the_states_do_what_they_are_for(tmp_path: Path, bundle: Bundle) -> None:
    """Of an operation that meets all of them, each state makes the answer that it stands for."""
    item = {"id": "sku-1", "title": "red shirt"}
    wanted = {healthy: 200, without_graph: 503, without_model: 503, overloaded: 429, beside_others: 409}
    for state, status in wanted.items():
        settings = Settings(data_dir=tmp_path / state.__name__, threads=2)
        settings.data_dir.mkdir()
        with TestClient(build_app(state(settings, bundle)), raise_server_exceptions=False) as client:
            client.put("/items/sku-1", json=item)
            assert client.put("/items/sku-1", json=item).status_code == status, state


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Method, address and description."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            address = path
            for name, value in PATHS.items():
                address = address.replace(name, value)
            yield method, address, operation


def requests_of(document: Any, operation: Any) -> Iterator[dict[str, Any]]:
    """The operation's own example, twice (the second call finds what the first wrote), then spoilt requests."""
    media, example = example_of(document, operation)
    whole: dict[str, Any] = {"params": QUERIES.get(operation["operationId"], {})}
    if example is not None:
        content = example if isinstance(example, str) else None
        whole |= {"content": content} if content else {"json": example}
        whole["headers"] = {"Content-Type": media}
    for spoilt in SPOILT:
        request = {**whole, **spoilt}
        if "content" in spoilt:
            request.pop("json", None)
        if example is not None or "content" not in spoilt:
            yield request


def example_of(document: Any, operation: Any) -> tuple[str, Any]:
    """The media type of a body, and an example of it; None where there is no body."""
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if "example" in content:
            return media, content["example"]
        if "examples" in content:
            return media, next(iter(content["examples"].values()))["value"]
        name = content["schema"]["$ref"].rpartition("/")[2]
        return media, document["components"]["schemas"][name]["examples"][0]
    return "", None
