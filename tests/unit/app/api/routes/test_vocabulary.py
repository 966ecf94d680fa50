"""`/vocabulary` over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.stand_ins.held import faults_of, problem_of

ITEMS = [
    {"id": "a", "title": "Nike shirt", "properties": {"color": "Midnight"}},
    {"id": "b", "title": "Adidas shirt", "properties": {"color": "navy", "brand": "H/P"}},
    {"id": "c", "title": "Acme shirt", "properties": {"color": "red"}},
]
BODY = {"display": "Navy", "aliases": ["midnight", "dark blue"]}


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    return client


def found(client: TestClient, **asked: Any) -> list[str]:
    answer = client.get("/graph/search", params={"sort": "id", **asked})
    assert answer.status_code == 200, answer.text
    return [hit["id"] for hit in answer.json()["hits"]]


def test_an_alias_merges_items_filters_queries_and_facets(shop: TestClient) -> None:
    assert found(shop, filter="color:navy") == ["b"]
    answer = shop.put("/vocabulary/color/navy", json=BODY)
    assert answer.status_code == 200
    assert answer.json() == {
        "name": "color",
        "value": "navy",
        "display": "Navy",
        "aliases": ["midnight", "dark blue"],
        "pending": False,
        "merges": [{"value": "midnight", "items": 1}, {"value": "dark blue", "items": 0}],
        "items": 1,
    }
    for asked in ("color:navy", "color:Midnight", "color:dark blue", "color:navy blue"):
        assert found(shop, filter=asked) == ["a", "b"], asked
    for q in ("navy", "midnight", "dark blue"):
        assert set(found(shop, q=q)) == {"a", "b"}, q
    facets = shop.get("/graph/search", params={"facet": "color"}).json()["facets"][0]["values"]
    assert [(each["value"], each["display"], each["count"]) for each in facets] == [
        ("blue", "blue", 2),
        ("navy", "Navy", 2),
        ("red", "red", 1),
    ]
    listed = shop.get("/vocabulary").json()["entries"]
    assert listed == [{"name": "color", "value": "navy", **BODY, "pending": False}]


def test_what_is_read_next_follows_and_keeps_its_evidence(shop: TestClient) -> None:
    shop.put("/vocabulary/brand/acme", json={"aliases": ["nike"]})
    read = shop.post("/extract", json={"documents": [{"text": "Nike shirt"}]}).json()["documents"][0]
    assert read["properties"][0] == {
        "name": "brand",
        "value": "acme",
        "display": "Nike",
        "score": read["spans"][0]["score"],
        "mentions": [[0, 4]],
    }
    (brand,) = [each for each in shop.get("/items/a").json()["properties"] if each["name"] == "brand"]
    assert (brand["value"], brand["evidence"][0]["text"]) == ("acme", "Nike")


def test_deleting_undoes(shop: TestClient) -> None:
    before = shop.get("/graph/export").content
    shop.put("/vocabulary/color/navy", json=BODY)
    assert shop.get("/graph/export").content != before
    preview = shop.delete("/vocabulary/color/navy", params={"preview": True}).json()
    assert preview["items"] == 1
    assert shop.get("/vocabulary").json()["entries"]
    assert shop.delete("/vocabulary/color/navy").json() == preview
    assert shop.get("/graph/export").content == before
    assert shop.get("/vocabulary").json() == {"entries": []}


def test_a_preview_changes_nothing(shop: TestClient) -> None:
    before = shop.get("/graph/export").content
    preview = shop.put("/vocabulary/color/navy", json=BODY, params={"preview": True}).json()
    assert preview["items"] == 1
    assert shop.get("/graph/export").content == before
    assert shop.get("/vocabulary").json() == {"entries": []}


def test_a_value_may_have_a_slash(shop: TestClient) -> None:
    assert shop.put("/vocabulary/brand/h%2Fp", json={"aliases": ["hewlett"]}).json()["value"] == "h/p"


def test_faults_are_named(shop: TestClient) -> None:
    assert faults_of(shop.put("/vocabulary/color/navy", json={"aliases": ["NAVY"]})) == {
        "/aliases/0": "'NAVY' means 'navy' without an alias; leave it out"
    }
    assert "/aliases/0" in faults_of(shop.put("/vocabulary/color/navy", json={"aliases": [""]}))
    assert "/alias" in faults_of(shop.put("/vocabulary/color/navy", json={"alias": ["x"]}))
    assert faults_of(shop.put("/vocabulary/color/navy", json=BODY, params={"perview": True}))
    assert "no entry for color 'navy'" in problem_of(shop.delete("/vocabulary/color/navy"), 404)["detail"]


def test_likely_merges_are_suggested_with_examples(client: TestClient) -> None:
    items = [{"id": f"a{n}", "properties": {"brand": "Foo Bar"}} for n in range(8)]
    items.append({"id": "b", "properties": {"brand": "Foobar"}})
    client.post("/items", json={"items": items}).raise_for_status()
    (found,) = client.get("/vocabulary/suggestions", params={"name": "brand"}).json()["suggestions"]
    assert found.pop("score") > 0
    assert found == {
        "name": "brand",
        "value": "foo bar",
        "alias": "foobar",
        "reason": "spacing",
        "items": 8,
        "alias_items": 1,
        "together": 0,
        "examples": [{"id": "b", "text": "Foobar"}],
    }
    client.put("/vocabulary/brand/foo bar", json={"aliases": ["foobar"]}).raise_for_status()
    assert client.get("/vocabulary/suggestions").json() == {"suggestions": []}
