"""Conditions on ETags, by RFC 9110."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.etags import Condition, etag_of, is_fresh
from tests.stand_ins.held import problem_of

A, B = etag_of(b"a"), etag_of(b"b")


@pytest.mark.parametrize(
    ("match", "none_match", "stored", "holds"),
    [
        (None, None, A, True),
        (None, None, None, True),
        (A, None, A, True),
        (f"{B}, {A}", None, A, True),
        (B, None, A, False),
        (A, None, None, False),
        ("*", None, A, True),
        ("*", None, None, False),
        (f"W/{A}", None, A, False),
        (A[1:-1], None, A, False),
        ("", None, A, False),
        (None, "*", None, True),
        (None, "*", A, False),
        (None, A, A, False),
        (None, f"W/{A}", A, False),
        (None, B, A, True),
        (A, "*", A, False),
    ],
)
def test_a_condition(match: str | None, none_match: str | None, stored: str | None, holds: bool) -> None:
    assert Condition(match, none_match).holds(stored) is holds


@pytest.mark.parametrize(
    ("header", "fresh"), [(None, False), (A, True), (f"W/{A}, {B}", True), (B, False), ("*", True)]
)
def test_a_reader_has_the_answer(header: str | None, fresh: bool) -> None:
    assert is_fresh(header, A) is fresh


def put(client: TestClient, title: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.put("/items/a", json={"title": title}, headers=named)


def test_an_item_that_has_not_changed_is_304(client: TestClient) -> None:
    etag = put(client, "red shirt").headers["etag"]
    answer = client.get("/items/a")
    assert answer.headers["etag"] == etag
    again = client.get("/items/a", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    put(client, "blue shirt")
    assert client.get("/items/a", headers={"If-None-Match": etag}).json()["title"] == "blue shirt"


def test_the_etag_follows_what_a_reader_sees(client: TestClient) -> None:
    put(client, "crimson shirt")
    client.put("/items/a", json={"properties": {"color": "crimson"}})
    before = client.get("/items/a").headers["etag"]
    client.put("/vocabulary/color/red", json={"aliases": ["crimson"]})
    assert client.get("/items/a").headers["etag"] != before
    client.delete("/vocabulary/color/red")
    assert client.get("/items/a").headers["etag"] == before


def test_a_write_over_another_state_is_412_and_changes_nothing(client: TestClient) -> None:
    old = put(client, "red shirt").headers["etag"]
    new = put(client, "blue shirt", if_match=old)
    assert (new.status_code, new.json()["status"]) == (200, "updated")
    refused = put(client, "green shirt", if_match=old)
    assert "not the one that the conditions name" in problem_of(refused, 412)["detail"]
    assert client.get("/items/a").json()["title"] == "blue shirt"
    assert put(client, "green shirt", if_match=new.headers["etag"]).json()["status"] == "updated"


def test_an_item_is_created_once(client: TestClient) -> None:
    assert put(client, "red shirt", if_match="*").status_code == 412
    assert put(client, "red shirt", if_none_match="*").json()["status"] == "created"
    assert put(client, "blue shirt", if_none_match="*").status_code == 412
    assert put(client, "red shirt", if_match="*").json()["status"] == "unchanged"


@pytest.mark.parametrize("condition", ["if_match", "if_none_match"])
def test_of_many_writers_with_one_condition_one_wins(client: TestClient, condition: str) -> None:
    named = "*" if condition == "if_none_match" else put(client, "first").headers["etag"]
    ready = threading.Barrier(8)

    def write(n: int) -> int:
        ready.wait(10)
        return int(put(client, f"red shirt {n}", **{condition: named}).status_code)

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(write, range(8))) == [200, *[412] * 7]


def test_a_deletion_takes_no_condition(client: TestClient) -> None:
    etag = put(client, "red shirt").headers["etag"]
    assert client.delete("/items/a", headers={"If-Match": etag}).status_code == 422
    assert client.get("/items/a").status_code == 200
