"""`GET /graph/properties` and `GET /graph/properties/{name}`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.stand_ins.held import problem_of

ITEMS: list[dict[str, Any]] = [
    {"id": "a", "properties": {"finish": "navy blue stripes", "price": "40 EUR", "motto": "<3 you"}},
    {"id": "b", "properties": {"finish": ["navy blue stripes", "dark wood"], "price": ["$60", "60 EUR"]}},
    {"id": "c", "properties": {"finish": "Walnut wood"}},
]


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    return client


def values(client: TestClient, name: str, **params: Any) -> list[tuple[str, int]]:
    answer = client.get(f"/graph/properties/{name}", params=params).raise_for_status().json()
    return [(each["value"], each["count"]) for each in answer["values"]]


def test_properties_come_with_items_values_and_units_the_commonest_first(shop: TestClient) -> None:
    assert shop.get("/graph/properties").json() == {
        "properties": [
            {"name": "finish", "items": 3, "values": 3, "units": []},
            {"name": "price", "items": 2, "values": 3, "units": ["EUR", "USD"]},
            {"name": "motto", "items": 1, "values": 1, "units": []},
        ]
    }


def test_values_come_commonest_first_and_by_any_word(shop: TestClient) -> None:
    assert values(shop, "finish") == [("navy blue stripes", 2), ("dark wood", 1), ("walnut wood", 1)]
    assert values(shop, "Finish", prefix="WOO") == [("dark wood", 1), ("walnut wood", 1)]
    assert values(shop, "finish", prefix="str na") == [("navy blue stripes", 2)]
    assert values(shop, "finish", prefix="oo") == []
    answer = shop.get("/graph/properties/finish", params={"limit": 1}).json()
    assert (answer["name"], answer["distinct"], len(answer["values"])) == ("finish", 3, 1)


def test_a_misspelt_beginning_finds_what_is_near(shop: TestClient) -> None:
    assert values(shop, "finish", prefix="walnt") == [("walnut wood", 1)]
    assert values(shop, "finish", prefix="wallnut wo") == [("walnut wood", 1)]


def test_the_filter_of_a_value_finds_its_count(shop: TestClient) -> None:
    for name in ("finish", "price", "motto"):
        for each in shop.get(f"/graph/properties/{name}").json()["values"]:
            found = shop.get("/graph/search", params={"filter": each["filter"]}).json()
            assert found["total"] == each["count"], each


def test_values_are_shown_as_the_team_decided(shop: TestClient) -> None:
    shop.put("/vocabulary/finish/walnut wood", json={"display": "Nussbaum"}).raise_for_status()
    shown = shop.get("/graph/properties/finish", params={"prefix": "waln"}).json()["values"]
    assert [each["display"] for each in shown] == ["Nussbaum"]


def test_an_unknown_property_is_not_found(shop: TestClient) -> None:
    for params in ({}, {"prefix": "x"}):
        problem = problem_of(shop.get("/graph/properties/taste", params=params), 404)
        assert problem["detail"] == "no property 'taste'"
