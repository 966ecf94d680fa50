"""Who may call which operation. The operations come from the OpenAPI document, so a new one is tested too."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.access.keys import Key, Scope, new_key, write_key
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.stand_ins.held import OpenClient, problem_of
from tests.stand_ins.tagger import FakeTagger
from tests.unit.app.api.test_statuses import QUERIES, operations, requests_of

ACME = "brand:acme"
# Every operation that needs another scope than its method says.
EXTRA = {"extract": "read", "invocations": "read", "reloadModel": "admin"}
FREE = {"health", "ready", "ping", "executionParameters"}


class Keys:
    """The keys of the tests, by what they allow."""

    def __init__(self) -> None:
        past = datetime.now(UTC) - timedelta(days=1)
        made = {
            "read": new_key("read", frozenset({Scope.READ})),
            "write": new_key("write", frozenset({Scope.WRITE})),
            "admin": new_key("admin", frozenset({Scope.ADMIN})),
            "all": new_key("all", frozenset(Scope)),
            "acme": new_key("acme", frozenset({Scope.READ}), filters=(ACME,)),
            "others": new_key("others", frozenset({Scope.READ}), filters=(f"-{ACME}",)),
            "expired": new_key("expired", frozenset(Scope), past),
        }
        self.secrets = {name: secret for name, (secret, _) in made.items()}
        self.records: list[Key] = [key for _, key in made.values()]

    def setting(self) -> SecretStr:
        return SecretStr(json.dumps([write_key(key) for key in self.records]))

    def headers(self, name: str) -> dict[str, str]:
        return {"X-API-Key": self.secrets[name]}


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys()


@pytest.fixture(scope="module")
def guarded(keys: Keys, bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with keys, and five items of two brands."""
    folder = tmp_path_factory.mktemp("guarded")
    settings = Settings(data_dir=folder, threads=2, api_keys=keys.setting(), docs_scope="read")
    service = assemble(settings, Extractor(bundle, FakeTagger(bundle)), SqliteStore(folder / "graph.sqlite"))
    with TestClient(build_app(service), raise_server_exceptions=False) as client:
        brands = {"acme-1": "acme", "acme-2": "acme", "acme-3": "acme", "zenith-1": "zenith", "zenith-2": "zenith"}
        body = [
            {"id": name, "title": "red shirt", "properties": {"brand": brand, "color": "red"}}
            for name, brand in brands.items()
        ]
        client.post("/items", json={"items": body}, headers=keys.headers("all")).raise_for_status()
        yield client


@pytest.fixture(scope="module")
def document(guarded: TestClient, keys: Keys) -> Any:
    return guarded.get("/openapi.json", headers=keys.headers("read")).json()


def needs(document: Any) -> dict[str, str | None]:
    """The scope that each operation needs, as the document says."""
    return {
        operation["operationId"]: next((scopes[0] for each in operation["security"] for scopes in each.values()), None)
        for _, _, operation in operations(document)
    }


def test_the_document_says_how_to_send_a_key(document: Any) -> None:
    schemes = document["components"]["securitySchemes"]
    assert {(each["type"], each.get("scheme", each.get("name"))) for each in schemes.values()} == {
        ("http", "bearer"),
        ("apiKey", "X-API-Key"),
    }


def test_reading_needs_read_and_changing_needs_write(document: Any) -> None:
    found = needs(document)
    for method, _, operation in operations(document):
        name = operation["operationId"]
        by_method = "read" if method == "get" else "write"
        assert found[name] == (None if name in FREE else EXTRA.get(name, by_method)), name


@pytest.mark.parametrize("who", [None, "read", "write", "admin", "expired"])
def test_each_key_may_do_what_the_document_says_and_nothing_else(
    guarded: TestClient, keys: Keys, document: Any, who: str | None
) -> None:
    """A table of key and operation: the calls that get 401 or 403 are exactly those whose scope the key lacks."""
    headers = keys.headers(who) if who else {}
    expected, found = {}, {}
    for method, path, operation in operations(document):
        need = needs(document)[operation["operationId"]]
        allowed = need is None or need == who
        expected[f"{method} {path}"] = None if allowed else 403 if who in ("read", "write", "admin") else 401
        (request, *_) = requests_of(document, operation)
        request["headers"] = {**request.get("headers", {}), **headers}
        status = guarded.request(method, path.replace("sku-1", "acme-1"), **request).status_code
        found[f"{method} {path}"] = status if status in (401, 403) else None
        assert status not in (401, 403) or str(status) in operation["responses"]
    assert found == expected
    restore(guarded, keys)


def restore(client: TestClient, keys: Keys) -> None:
    body = {"title": "red shirt", "properties": {"brand": "acme", "color": "red"}}
    client.put("/items/acme-1", json=body, headers=keys.headers("all")).raise_for_status()
    for name in ("sku-1", "sku-2"):
        client.delete(f"/items/{name}", headers=keys.headers("all"))
    client.delete("/vocabulary/color/navy", headers=keys.headers("all"))


def test_a_refused_write_changes_nothing(guarded: TestClient, keys: Keys) -> None:
    before = guarded.get("/items", headers=keys.headers("read")).json()
    for who in ("read", "admin", "acme", "expired"):
        assert guarded.delete("/items/zenith-1", headers=keys.headers(who)).status_code in (401, 403)
    assert guarded.get("/items", headers=keys.headers("read")).json() == before


@pytest.mark.parametrize("form", ["Authorization", "authorization", "X-API-Key"])
def test_a_key_comes_in_either_header(guarded: TestClient, keys: Keys, form: str) -> None:
    secret = keys.secrets["read"]
    value = secret if form == "X-API-Key" else f"bearer {secret}"
    assert guarded.get("/items", headers={form: value}).status_code == 200
    assert guarded.head("/items", headers={form: value}).status_code != 401


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ({}, "Bearer"),
        ({"Authorization": "Basic abc"}, "Bearer"),
        ({"Authorization": "Bearer wrong"}, 'Bearer error="invalid_token"'),
        ({"Authorization": "Bearer "}, 'Bearer error="invalid_token"'),
        ({"X-API-Key": "wrong"}, 'Bearer error="invalid_token"'),
    ],
)
def test_without_a_valid_key_a_call_is_401(guarded: TestClient, headers: Mapping[str, str], challenge: str) -> None:
    answer = guarded.get("/items", headers=headers)
    problem_of(answer, 401)
    assert answer.headers["www-authenticate"] == challenge


def test_a_call_without_a_key_is_refused_before_its_body_is_read(guarded: TestClient) -> None:
    assert guarded.post("/items", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 401
    assert guarded.post("/items", content=b"{", headers={"Content-Type": "application/json"}).status_code == 401


def test_refusals_are_counted_by_operation(guarded: TestClient, keys: Keys) -> None:
    guarded.get("/vocabulary")
    text = guarded.get("/metrics", headers=keys.headers("read")).text
    assert 'itemgraph_request_seconds_count{operation="listVocabulary",status="401"}' in text


@pytest.mark.parametrize("page", ["/docs", "/redoc", "/openapi.json"])
def test_pages_need_their_scope(guarded: TestClient, keys: Keys, page: str, open_client: OpenClient) -> None:
    assert guarded.get(page).status_code == 401
    assert guarded.get(page, headers=keys.headers("write")).status_code == 403
    assert guarded.get(page, headers=keys.headers("read")).status_code == 200
    assert open_client(api_keys=keys.setting()).get(page).status_code == 200


def test_metrics_need_their_scope(keys: Keys, open_client: OpenClient) -> None:
    client = open_client(api_keys=keys.setting(), metrics_scope="none")
    assert client.get("/metrics").status_code == 200
    client = open_client(api_keys=keys.setting(), metrics_scope="admin")
    assert client.get("/metrics", headers=keys.headers("read")).status_code == 403
    assert client.get("/metrics", headers=keys.headers("admin")).status_code == 200


def test_a_key_with_a_filter_sees_nothing_else_wherever_it_may_call(
    guarded: TestClient, keys: Keys, document: Any
) -> None:
    """Every operation either refuses the key or answers without a trace of the other brand."""
    answered = set()
    for method, path, operation in operations(document):
        for own in ("acme-1", "zenith-1"):
            (request, *_) = requests_of(document, operation)
            request["headers"] = {**request.get("headers", {}), **keys.headers("acme")}
            if operation["operationId"] in QUERIES:
                request["params"] = {"id": ["acme-2", own]}
            answer = guarded.request(method, path.replace("sku-1", own), **request)
            if operation["operationId"] not in FREE and answer.status_code == 200:
                answered.add(operation["operationId"])
            if method == "get":
                assert "zenith" not in answer.text.replace(own, ""), operation["operationId"]
    assert answered >= {
        "listItems", "getItem", "similarItems", "search", "compareItems", "neighborhood", "exportGraph", "extract",
    }  # fmt: skip
    assert not answered & {"putItem", "putItems", "deleteItem", "bulkItems", "listChanges", "listVocabulary", "metrics"}


def ids(client: TestClient, keys: Keys, who: str, path: str, **params: Any) -> list[str]:
    answer = client.get(path, params=params, headers=keys.headers(who)).json()
    return [each["id"] for each in answer.get("items", answer.get("hits"))]


def test_a_filter_holds_in_searches_their_filters_and_their_facets(guarded: TestClient, keys: Keys) -> None:
    assert ids(guarded, keys, "acme", "/graph/search", sort="id") == ["acme-1", "acme-2", "acme-3"]
    assert ids(guarded, keys, "acme", "/graph/search", filter=["brand:zenith", "brand:acme"]) != []
    assert ids(guarded, keys, "acme", "/graph/search", filter="brand:zenith") == []
    answer = guarded.get("/graph/search", params={"facet": "brand"}, headers=keys.headers("acme")).json()
    assert [(each["value"], each["count"]) for each in answer["facets"][0]["values"]] == [("acme", 3)]
    assert answer["total"] == 3


def test_a_filter_may_exclude(guarded: TestClient, keys: Keys) -> None:
    assert ids(guarded, keys, "others", "/graph/search", sort="id") == ["zenith-1", "zenith-2"]
    assert ids(guarded, keys, "others", "/items") == ["zenith-1", "zenith-2"]


def test_a_filter_holds_on_every_page_of_a_list(guarded: TestClient, keys: Keys) -> None:
    found, cursor = [], None
    while True:
        params = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        page = guarded.get("/items", params=params, headers=keys.headers("acme")).json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == ["acme-1", "acme-2", "acme-3"]


def test_a_hidden_item_is_answered_like_one_that_does_not_exist(guarded: TestClient, keys: Keys) -> None:
    for path in ("/items/{}", "/items/{}/similar", "/graph/neighborhood/{}", "/graph/compare?id=acme-1&id={}"):
        hidden = guarded.get(path.format("zenith-1"), headers=keys.headers("acme"))
        absent = guarded.get(path.format("nothing"), headers=keys.headers("acme"))
        assert hidden.status_code == absent.status_code == 404
        assert hidden.json()["detail"] == absent.json()["detail"].replace("nothing", "zenith-1")


@pytest.mark.parametrize("form", ["jsonl", "ntriples", "graphml", "neptune-csv"])
def test_an_export_has_the_visible_part_of_the_graph(guarded: TestClient, keys: Keys, form: str) -> None:
    part = guarded.get("/graph/export", params={"format": form}, headers=keys.headers("acme")).text
    whole = guarded.get("/graph/export", params={"format": form}, headers=keys.headers("read")).text
    assert "acme-3" in part
    assert "zenith" not in part
    assert "zenith" in whole


def test_similar_items_are_as_many_as_asked_for(open_client: OpenClient, keys: Keys, tmp_path: Path) -> None:
    """Items of the other brand are the most similar ones, so they must be skipped, not only left out."""
    client = open_client(api_keys=keys.setting())
    for n in range(12):
        brand, more = ("acme", {}) if n in (0, 1) else ("zenith", {"size": "xl", "material": "cotton"})
        own = {"size": "xl", "material": "cotton"} if n == 0 else more
        body = {"properties": {"brand": brand, "color": "red", **own}}
        client.put(f"/items/{brand}-{n}", json=body, headers=keys.headers("all")).raise_for_status()
    assert ids(client, keys, "acme", "/items/acme-0/similar", limit=1) == ["acme-1"]


def test_the_same_idempotency_key_of_two_callers_are_two(guarded: TestClient, keys: Keys) -> None:
    def put(who: str, title: str) -> int:
        headers = {"Idempotency-Key": "k", **keys.headers(who)}
        body = {"items": [{"id": "acme-1", "title": title}]}
        return guarded.post("/items", json=body, headers=headers).status_code

    assert [put("all", "one"), put("write", "two"), put("all", "two")] == [200, 200, 422]
    restore(guarded, keys)


def test_no_key_is_in_a_log_or_an_answer(guarded: TestClient, keys: Keys, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    said = [guarded.get(path, headers=keys.headers(who)).text for path in ("/items", "/nope") for who in keys.secrets]
    assert not [secret for secret in keys.secrets.values() for text in (*said, caplog.text) if secret in text]
