"""`GET /graph/coverage`."""

from typing import Any

from fastapi.testclient import TestClient

ITEMS: list[dict[str, Any]] = [
    {"id": "a", "title": "red shoe", "properties": {"category": "shoe", "color": "blue"}},
    {"id": "b", "title": "red shoe"},
    {"id": "c", "title": "gnome", "properties": {"category": "gnome"}},
    {"id": "d"},
]


def groups(client: TestClient, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/graph/coverage", params=params).raise_for_status().json()["groups"]
    return found


def test_coverage_tells_given_from_extracted(client: TestClient) -> None:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    (whole,) = groups(client)
    assert (whole["value"], whole["items"]) == (None, 4)
    category, color = whole["properties"]
    assert (category["name"], category["items"], category["share"]) == ("category", 3, 0.75)
    assert (category["given"], category["extracted"], category["values"], category["once"]) == (2, 1, 2, 1)
    assert (color["name"], color["given"], color["extracted"], color["conflicts"]) == ("color", 1, 1, 0)


def test_groups_are_those_of_a_property(client: TestClient) -> None:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    assert [(each["value"], each["items"]) for each in groups(client, by="Category")] == [("shoe", 2), ("gnome", 1)]
    assert [each["value"] for each in groups(client, by="category", limit=1)] == ["shoe"]
    assert groups(client, by="taste") == []


def test_an_empty_graph_has_no_properties(client: TestClient) -> None:
    assert groups(client) == [{"value": None, "items": 0, "properties": []}]
