"""Errors as problem details."""

import logging
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest
from fastapi.testclient import TestClient

from app.api.errors import STATUSES, faults_of, status_of
from app.errors import (
    Conflict,
    Fault,
    InvalidInput,
    ItemgraphError,
    NotFound,
    Overloaded,
    Stopping,
    StoreError,
    TooLarge,
    TooSlow,
)
from model.bundle import Bundle
from model.errors import BundleError
from tests.stand_ins.held import JSON, AwayStore, BrokenTagger, HeldTagger, OpenClient, problem_of

BODY = {"documents": [{"text": "red"}]}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TooLarge([Fault("", "x")]), 413),
        (InvalidInput([Fault("", "x")]), 422),
        (NotFound("x"), 404),
        (Conflict("x"), 409),
        (TooSlow("x"), 408),
        (Stopping(), 503),
        (Overloaded("x"), 429),
        (StoreError("x"), 503),
        (BundleError("x"), 503),
    ],
)
def test_narrowest_class_decides_the_status(error: ItemgraphError, status: int) -> None:
    assert status_of(error) == status


def test_no_class_hides_one_below_it() -> None:
    kinds = [kind for kind, _ in STATUSES]
    for position, kind in enumerate(kinds):
        assert not any(issubclass(later, kind) for later in kinds[position + 1 :])


@pytest.mark.parametrize(
    ("loc", "pointer"),
    [
        ((), ""),
        (("items", 0, "id"), "/items/0/id"),
        (("a/b", "c~d"), "/a~1b/c~0d"),
        (("properties", "a:b", "[key]"), "/properties/a:b"),
        (("properties", "query"), "/properties/query"),
        (("properties", "float", "list[x"), "/properties/float/list[x"),
    ],
)
def test_place_becomes_a_json_pointer(loc: tuple[str | int, ...], pointer: str) -> None:
    (fault,) = faults_of([{"loc": loc, "msg": "Value error, expected more", "type": "value_error"}])
    assert fault == Fault(pointer, "expected more")


def test_body_that_is_no_json_is_400_with_its_place(client: TestClient) -> None:
    problem = problem_of(client.post("/extract", content=b'{"documents": [,]}', headers=JSON), 400)
    assert "not JSON at character 15" in problem["detail"]
    assert problem["errors"][0]["pointer"] == ""


@pytest.mark.parametrize("body", [b"\xff", b'{"documents": "\xff"}', b"[" * 100_000])
def test_body_that_no_parser_reads_is_400(client: TestClient, body: bytes) -> None:
    problem_of(client.post("/extract", content=body, headers=JSON), 400)


def test_empty_body_is_refused(client: TestClient) -> None:
    assert problem_of(client.post("/extract", headers=JSON), 422)["errors"] == [{"pointer": "", "detail": "missing"}]


def test_unknown_address_is_404_and_says_where_to_look(client: TestClient) -> None:
    problem = problem_of(client.get("/nope"), 404)
    assert "GET /nope" in problem["detail"]
    assert "/docs" in problem["detail"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/healthz", "GET, HEAD"),
        ("/items", "GET, HEAD, POST"),
        ("/items/a", "DELETE, GET, HEAD, PUT"),
        ("/items/a/similar", "DELETE, GET, HEAD, PUT"),
        ("/items/bulk", "DELETE, GET, HEAD, POST, PUT"),
        ("/extract", "POST"),
        ("/docs", "GET, HEAD"),
    ],
)
def test_wrong_method_is_405_and_says_which_are_allowed(client: TestClient, path: str, allowed: str) -> None:
    response = client.patch(path)
    problem_of(response, 405)
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/healthz/", "/items/", "/graph/search/", "/docs/"])
def test_slash_at_the_end_leads_nowhere_else(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
    assert response.status_code in (404, 421, 422)
    assert "location" not in response.headers


def test_absent_item_is_404(client: TestClient) -> None:
    assert problem_of(client.get("/items/x"), 404)["detail"] == "no item 'x'"


def test_store_that_is_away_is_503_with_the_reason(
    open_client: OpenClient, away_store: AwayStore, caplog: pytest.LogCaptureFixture
) -> None:
    client = open_client()
    away_store.away = True
    calls = [client.get("/items"), client.get("/items/a"), client.get("/graph/search?q=red"), client.delete("/items/a")]
    calls += [client.get("/items/a/similar"), client.put("/items/a", json={}), client.get("/readyz")]
    for response in calls:
        assert problem_of(response, 503)["detail"] == "graph: the disk is away"
    assert "PUT /items/a: graph: the disk is away" in caplog.text


def test_unexpected_error_is_500_and_tells_nothing_of_the_inside(
    open_client: OpenClient, bundle: Bundle, caplog: pytest.LogCaptureFixture
) -> None:
    client = open_client(tagger=BrokenTagger(bundle), raises=False)
    with caplog.at_level(logging.ERROR):
        response = client.post("/extract", json=BODY)
    problem_of(response, 500)
    assert "secret" not in response.text
    assert "secret of the server" in caplog.text


def test_overload_is_429_with_retry_after(open_client: OpenClient, held_tagger: HeldTagger) -> None:
    client = open_client(tagger=held_tagger, threads=1, queue=1)
    with ThreadPoolExecutor(3) as threads:
        calls = [threads.submit(client.post, "/extract", json=BODY) for _ in range(3)]
        (refused,), _ = wait(calls, timeout=20, return_when=FIRST_COMPLETED)
        held_tagger.released.set()
        problem_of(refused.result(), 429)
        assert int(refused.result().headers["retry-after"]) >= 1
        assert sorted(call.result().status_code for call in calls) == [200, 200, 429]
    assert client.post("/extract", json=BODY).status_code == 200


def test_reads_are_answered_while_writes_wait(open_client: OpenClient, held_tagger: HeldTagger) -> None:
    client = open_client(tagger=held_tagger, threads=1, queue=1)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(client.post, "/extract", json=BODY)
        assert held_tagger.entered.wait(20)
        assert client.get("/items").status_code == 200
        assert client.get("/readyz").status_code == 200
        held_tagger.released.set()
        assert running.result().status_code == 200
