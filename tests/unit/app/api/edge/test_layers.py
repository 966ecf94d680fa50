"""Browsers of other origins, and compressed answers."""

import json

import pytest
from fastapi.testclient import TestClient

from tests.stand_ins.held import NDJSON, OpenClient

SHOP = "https://shop.example.com"
TOKEN = "a token of sixteen or more"


def preflight(client: TestClient, origin: str) -> tuple[int, str | None]:
    asked = {"Origin": origin, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "X-API-Key"}
    answer = client.options("/items/a", headers=asked)
    return answer.status_code, answer.headers.get("access-control-allow-origin")


def test_pages_of_a_named_origin_may_call(open_client: OpenClient) -> None:
    client = open_client(cors_origins=f"{SHOP}, https://b.example", admin_token=TOKEN)
    assert preflight(client, SHOP) == (200, SHOP)
    assert preflight(client, "https://evil.example") == (400, None)
    answer = client.get("/items", headers={"Origin": SHOP, "X-API-Key": TOKEN})
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers


def test_a_page_can_read_why_it_is_refused(open_client: OpenClient) -> None:
    client = open_client(cors_origins=SHOP, admin_token=TOKEN)
    answer = client.get("/items", headers={"Origin": SHOP})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, SHOP)


def test_no_other_origin_may_call_by_default(open_client: OpenClient) -> None:
    client = open_client()
    assert preflight(client, SHOP)[0] == 405
    assert "access-control-allow-origin" not in client.get("/items", headers={"Origin": SHOP}).headers


def test_answers_are_compressed_for_those_who_accept_it(client: TestClient) -> None:
    client.post("/items", json={"items": [{"id": f"i{n}", "title": "red shirt"} for n in range(20)]})
    packed = client.get("/items", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/items", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert packed.json() == plain.json()
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_an_answer_with_an_etag_stays_as_it_is(client: TestClient) -> None:
    client.put("/items/a", json={"title": "red shirt", "text": "x " * 2000})
    answer = client.get("/items/a", headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) > 2000
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("form", ["jsonl", "graphml"])
def test_exports_and_streams_are_compressed_whole(client: TestClient, form: str) -> None:
    lines = "".join(json.dumps({"id": f"i{n}", "title": "red shirt"}) + "\n" for n in range(200))
    packed = {"Accept-Encoding": "gzip"}
    answers = client.post("/items/bulk", content=lines.encode(), headers={**NDJSON, **packed})
    assert len(answers.text.splitlines()) == 200
    shown = client.get("/graph/export", params={"format": form}, headers=packed)
    assert shown.headers["content-encoding"] == "gzip"
    assert (
        shown.content == client.get("/graph/export", params={"format": form}, headers={"Accept-Encoding": ""}).content
    )


def test_compression_can_be_switched_off(open_client: OpenClient) -> None:
    client = open_client(compress_bytes=0)
    answer = client.get("/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
