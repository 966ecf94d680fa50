"""Address and timing of every request."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from model.bundle import Bundle
from tests.stand_ins.held import NDJSON, AwayStore, BrokenTagger, OpenClient, faults_of, problem_of


def counts_of(client: TestClient) -> dict[tuple[str, str], float]:
    """The number of requests by operation and status."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = (sample for family in families for sample in family.samples)
    return {
        (sample.labels["operation"], sample.labels["status"]): sample.value
        for sample in samples
        if sample.name == "itemgraph_request_seconds_count"
    }


def test_requests_are_counted_by_operation_and_status(own_client: TestClient) -> None:
    own_client.put("/items/a/b", json={})
    own_client.put("/items/c", json={})
    own_client.get("/items/a/b")
    own_client.get("/items/nope")
    own_client.post("/items/bulk", content=b"", headers=NDJSON)
    own_client.get("/nope")
    counts = counts_of(own_client)
    assert counts["putItem", "200"] == 2
    assert counts["getItem", "200"] == 1
    assert counts["getItem", "404"] == 1
    assert counts["bulkItems", "200"] == 1
    assert counts["other", "404"] == 1
    assert not any("/" in operation or "nope" in operation for operation, _ in counts)


def test_failures_are_counted_by_their_status(open_client: OpenClient, bundle: Bundle, away_store: AwayStore) -> None:
    client = open_client(tagger=BrokenTagger(bundle), raises=False)
    client.post("/extract", json={"documents": [{"text": "red"}]})
    away_store.away = True
    client.get("/items")
    counts = counts_of(client)
    assert counts["extract", "500"] == 1
    assert counts["listItems", "503"] == 1


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "/nope", 404), ("POST", "/healthz", 405)])
def test_operations_without_a_body_never_ask_for_a_media_type(
    client: TestClient, method: str, path: str, status: int
) -> None:
    problem_of(client.request(method, path, content=b"x"), status)


@pytest.mark.parametrize("path", ["/items/a%0A", "/items/%00a", "/items/a%0A/similar"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_control_characters_in_the_address_are_refused(client: TestClient, method: str, path: str) -> None:
    client.put("/items/a", json={})
    response = client.request(method, path, json={} if method == "PUT" else None)
    assert "control characters" in faults_of(response)["/id"]
    assert client.get("/items/a").status_code == 200


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/items", "/items/a", "/items/a/similar", "/docs", "/graph/export", "/nope", "/"]
)
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    client.put("/items/a", json={})
    get, head = client.get(path), client.head(path)
    assert head.content == b""
    assert head.status_code == get.status_code
    changing = {"date", "content-length", "etag", "x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in get.headers.items() if k not in changing
    }
    assert head.headers.get("content-length", "0") == get.headers.get("content-length", "0")


def test_path_longer_than_any_name_is_414(client: TestClient) -> None:
    response = client.get("/items/" + "a" * 9000)
    assert response.status_code == 414
    assert len(response.content) < 500


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_may_load_nothing_from_another_host(client: TestClient, path: str) -> None:
    assert client.get(path).headers["content-security-policy"].startswith("default-src 'self'")
    assert "content-security-policy" not in client.get("/healthz").headers


@pytest.mark.parametrize("address", ["/graph/search?filters=size:xl", "/items?limi=2", "/items/a/similar?top=3"])
def test_unknown_parameters_are_named(client: TestClient, address: str) -> None:
    client.put("/items/a", json={})
    name = address.partition("?")[2].partition("=")[0]
    assert "no such parameter; expected" in faults_of(client.get(address))[f"/{name}"]
