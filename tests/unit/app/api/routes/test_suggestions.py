"""`GET /items/{id}/suggestions`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.stand_ins.held import faults_of, problem_of

ITEMS: list[dict[str, Any]] = [
    {"id": "a/1", "title": "Velvet armchair", "properties": {"kind": "armchair"}},
    {"id": "b", "title": "Velvet armchair", "properties": {"kind": "armchair", "frame": "oak", "price": "90 EUR"}},
    {"id": "c", "title": "Velvet armchair, wide", "properties": {"kind": "armchair", "frame": "oak"}},
    {"id": "g", "title": "Small velvet armchair", "properties": {"kind": "armchair", "price": "60 EUR"}},
    {"id": "d", "title": "Garden chair", "properties": {"kind": "chair", "frame": "steel"}},
    {"id": "e", "title": "Lonely thing"},
]


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    return client


def test_what_similar_items_have_is_suggested_with_evidence(shop: TestClient) -> None:
    answer = shop.get("/items/a/1/suggestions").raise_for_status().json()
    assert answer["item"] == "a/1"
    frame, price = answer["suggestions"]
    assert (frame["name"], frame["having"]) == ("frame", 2)
    (oak,) = frame["values"]
    assert (oak["value"], oak["display"], oak["support"], oak["evidence"]) == ("oak", "oak", 2, ["b", "c"])
    assert 0.5 < oak["confidence"] < 1
    assert [each["value"] for each in price["values"]] == ["90 eur", "60 eur"]
    assert "range" not in price


def test_limit_keeps_the_surest(shop: TestClient) -> None:
    assert [each["name"] for each in shop.get("/items/a/1/suggestions?limit=1").json()["suggestions"]] == ["frame"]


def test_an_item_without_neighbours_gets_no_suggestions(shop: TestClient) -> None:
    assert shop.get("/items/e/suggestions").json() == {"item": "e", "suggestions": []}


def test_values_are_shown_as_the_team_decided(shop: TestClient) -> None:
    shop.put("/vocabulary/frame/oak", json={"display": "Oak wood"}).raise_for_status()
    answer = shop.get("/items/a/1/suggestions").json()
    assert answer["suggestions"][0]["values"][0]["display"] == "Oak wood"


def test_an_unknown_item_is_not_found_and_the_address_is_no_id(shop: TestClient) -> None:
    problem_of(shop.get("/items/nothing/suggestions"), 404)
    assert "/id" in faults_of(shop.post("/items", json={"items": [{"id": "x/suggestions"}]}), 422).popitem()[0]
