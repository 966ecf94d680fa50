"""`GET /graph/path`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

ITEMS = [
    {"id": "a", "title": "Nike shoe", "properties": {"color": "red"}},
    {"id": "b/1", "title": "Nike shirt", "properties": {"color": "blue"}},
    {"id": "c", "title": "Acme shirt", "properties": {"size": "xl"}},
]


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    return client


def paths(client: TestClient, start: str, end: str, **more: Any) -> Any:
    return client.get("/graph/path", params={"from": start, "to": end, **more})


def test_a_shared_property_connects_two_items(shop: TestClient) -> None:
    (path,) = paths(shop, "a", "b/1").json()["paths"]
    assert path["length"] == 2
    assert path["weight"] > 0
    assert path["vertices"] == [
        {"id": "item/a", "label": "Item", "item": "a", "title": "Nike shoe"},
        {"id": "property/brand/nike", "label": "Property", "name": "brand", "value": "nike", "display": "Nike"},
        {"id": "item/b/1", "label": "Item", "item": "b/1", "title": "Nike shirt"},
    ]


def test_a_further_item_connects_what_shares_nothing(shop: TestClient) -> None:
    (path,) = paths(shop, "a", "c").json()["paths"]
    assert [each["id"] for each in path["vertices"]] == [
        "item/a",
        "property/brand/nike",
        "item/b/1",
        "property/category/shirt",
        "item/c",
    ]


def test_a_property_is_an_end_in_the_form_of_a_filter(shop: TestClient) -> None:
    (path,) = paths(shop, "size:XL", "category:shirt").json()["paths"]
    assert [each["id"] for each in path["vertices"]] == ["property/size/xl", "item/c", "property/category/shirt"]


def test_no_path_is_an_empty_answer(shop: TestClient) -> None:
    assert paths(shop, "a", "size:xl").json() == {"paths": []}


def test_faults_are_problems(shop: TestClient) -> None:
    assert paths(shop, "a", "no").status_code == 404
    assert paths(shop, "a", "a").json()["errors"][0]["pointer"] == "/to"
    assert paths(shop, "a", "c", limit=0).status_code == 422
    assert shop.get("/graph/path", params={"from": "a"}).status_code == 422
