"""`GET /graph/similar`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.stand_ins.held import faults_of, problem_of

ITEMS: list[dict[str, Any]] = [
    {"id": "a", "properties": {"finish": "oak", "room": "kitchen", "seats": "four"}},
    {"id": "b", "properties": {"finish": "oak", "room": "office"}},
    {"id": "c", "properties": {"finish": "oak", "price": "90 EUR"}},
    {"id": "d", "properties": {"room": "kitchen", "price": "40 EUR"}},
    {"id": "e", "properties": {"room": "office", "finish": "steel"}},
    {"id": "f", "title": "red shoe", "properties": {"color": "red"}},
]


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    return client


def similar(client: TestClient, **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/graph/similar", params=params).raise_for_status().json()
    return found


def ids(client: TestClient, **params: Any) -> list[str]:
    return [hit["id"] for hit in similar(client, **params)["hits"]]


def test_what_several_items_have_in_common_weighs_more(shop: TestClient) -> None:
    answer = similar(shop, item=["a", "b"])
    assert answer["wanted"][0] == {"name": "finish", "value": "oak", "times": 2}
    assert [hit["id"] for hit in answer["hits"]] == ["c", "d", "e"]
    (shared,) = answer["hits"][0]["shared"]
    alone = similar(shop, property="finish:oak", without=["a", "b"])["hits"][0]["shared"][0]
    assert shared["weight"] == pytest.approx(2 * alone["weight"], abs=2e-6)


def test_properties_are_read_by_the_rules(shop: TestClient) -> None:
    assert ids(shop, property=["Room: KITCHEN", "finish:oak"]) == ["a", "d", "b", "c"]


def test_a_text_is_read_as_items_are(shop: TestClient) -> None:
    answer = similar(shop, text="a red one")
    assert answer["wanted"] == [{"name": "color", "value": "red", "times": 1}]
    assert [hit["id"] for hit in answer["hits"]] == ["f"]


def test_hits_meet_the_filters_and_are_none_of_those_left_out(shop: TestClient) -> None:
    assert ids(shop, item="a", filter="price:<50 EUR") == ["d"]
    assert ids(shop, item="a", without="d") == ["b", "c"]
    assert ids(shop, item="a", filter="-room:office", limit=1) == ["d"]


def test_what_cannot_be_read_or_found_is_named(shop: TestClient) -> None:
    assert set(faults_of(shop.get("/graph/similar"))) == {"/item"}
    assert set(faults_of(shop.get("/graph/similar", params={"property": ["finish:oak", "price:1..2"]}))) == {
        "/property/1"
    }
    assert set(faults_of(shop.get("/graph/similar", params={"item": "a", "filter": "x"}))) == {"/filter/0"}
    problem_of(shop.get("/graph/similar", params={"item": ["a", "nothing"]}), 404)
