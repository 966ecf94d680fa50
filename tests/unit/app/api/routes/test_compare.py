"""`GET /graph/compare` and `GET /graph/neighborhood/{id}`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.graph.elements import edge_id, item_id, property_id

ITEMS = [
    {"id": "a", "title": "Nike shoe", "properties": {"color": "red", "size": "42"}},
    {"id": "b/1", "title": "Nike shoe", "properties": {"color": "blue"}},
    {"id": "c", "title": "Adidas boot", "properties": {"color": "red"}},
]


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    return client


def compare(client: TestClient, *ids: str) -> Any:
    return client.get("/graph/compare", params=[("id", each) for each in ids])


def test_items_stand_in_the_order_asked_for(shop: TestClient) -> None:
    found = compare(shop, "b/1", "a").json()
    assert [each["id"] for each in found["items"]] == ["b/1", "a"]
    rows = {row["name"]: row for row in found["rows"]}
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "brand": "same",
        "category": "same",
        "color": "different",
        "size": "missing",
    }
    assert [[each["value"] for each in cell] for cell in rows["color"]["cells"]] == [["blue"], ["red"]]
    assert rows["color"]["cells"][0][0] == {"value": "blue", "display": "blue", "score": 1.0, "source": "given"}


def test_items_that_are_not_there_are_all_named(shop: TestClient) -> None:
    found = compare(shop, "a", "x", "y")
    assert found.status_code == 404
    assert found.json()["detail"] == "no item 'x', 'y'"


@pytest.mark.parametrize("ids", [(), ("a",), ("a", "a"), tuple("abcdefghijk")])
def test_other_than_two_to_ten_different_items_are_refused(shop: TestClient, ids: tuple[str, ...]) -> None:
    found = compare(shop, *ids)
    assert found.status_code == 422
    assert found.json()["errors"][0]["pointer"] == "/id"


def test_neighborhood_is_a_graph_without_loose_ends(shop: TestClient) -> None:
    found = shop.get("/graph/neighborhood/b/1").json()
    ids = [vertex["id"] for vertex in found["vertices"]]
    assert ids[:2] == ["item/b/1", "item/a"]
    assert len(set(ids)) == len(ids)
    assert {end for edge in found["edges"] for end in (edge["from"], edge["to"])} <= set(ids)
    assert {"item/a|property/brand/nike", "item/b/1|property/color/blue"} <= {edge["id"] for edge in found["edges"]}
    assert [each["title"] for each in found["vertices"] if each["label"] == "Item"] == ["Nike shoe", "Nike shoe"]


def test_edges_have_the_ids_of_the_graph_whatever_the_items_id(client: TestClient) -> None:
    client.put("/items/a%7Cb", json={"properties": {"color": "red"}})
    (edge,) = client.get("/graph/neighborhood/a%7Cb").json()["edges"]
    assert edge["id"] == edge_id(item_id("a|b"), property_id("color", "red")) == "item/a%7Cb|property/color/red"
    assert edge["from"] == "item/a|b"


def test_neighborhood_of_limit_none_is_the_item_alone(shop: TestClient) -> None:
    found = shop.get("/graph/neighborhood/a?limit=0").json()
    assert [each["item"] for each in found["vertices"] if each["label"] == "Item"] == ["a"]
    assert len(found["edges"]) == 4


def test_neighborhood_of_nothing_is_not_found(shop: TestClient) -> None:
    assert shop.get("/graph/neighborhood/x").status_code == 404
