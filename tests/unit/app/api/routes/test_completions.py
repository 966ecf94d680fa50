"""`GET /graph/complete`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

ITEMS: list[dict[str, Any]] = [
    {"id": "a", "title": "Quiet one", "properties": {"category": "headphones", "finish": "navy blue"}},
    {"id": "b", "title": "Loud headphones", "properties": {"category": "headphones", "finish": "Navy Blue"}},
    {"id": "c", "title": "Headband", "text": "A headlamp for the night", "properties": {"finish": "black"}},
]


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    return client


def complete(client: TestClient, q: str, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        client.get("/graph/complete", params={"q": q, **params}).raise_for_status().json()["completions"]
    )
    return found


def texts(client: TestClient, q: str, **params: Any) -> list[tuple[str, str]]:
    return [(each["text"], each["kind"]) for each in complete(client, q, **params)]


def test_a_value_says_what_it_means_and_how_to_filter_by_it(shop: TestClient) -> None:
    assert complete(shop, "loud headp")[0] == {
        "text": "loud headphones",
        "kind": "value",
        "name": "category",
        "value": "headphones",
        "display": "headphones",
        "count": 2,
        "filter": "category:headphones",
    }


def test_values_come_before_words_and_these_before_titles(shop: TestClient) -> None:
    assert texts(shop, "head") == [
        ("headphones", "value"),
        ("headband", "word"),
        ("headlamp", "word"),
        ("Loud headphones", "title"),
        ("Headband", "title"),
    ]


def test_the_last_words_may_be_one_value(shop: TestClient) -> None:
    assert texts(shop, "loud navy bl")[0] == ("loud navy blue", "value")
    assert [each.get("value") for each in complete(shop, "navy bl")] == ["navy blue", "black"]


def test_titles_have_all_words_and_name_their_item(shop: TestClient) -> None:
    (found,) = [each for each in complete(shop, "loud hea") if each["kind"] == "title"]
    assert (found["text"], found["id"]) == ("Loud headphones", "b")
    assert [each for each in complete(shop, "quiet hea") if each["kind"] == "title"] == []


def test_the_plural_of_a_word_and_its_beginning_are_told_apart(client: TestClient) -> None:
    client.post("/items", json={"items": [{"id": "a", "title": "x", "text": "dress dream gnome"}]}).raise_for_status()
    assert texts(client, "dres") == [("dress", "word")]
    assert texts(client, "gnomes") == [("gnome", "word")]


def test_a_misspelt_last_word_finds_the_near_value(shop: TestClient) -> None:
    assert texts(shop, "loud haedphones")[0] == ("loud headphones", "value")


def test_a_limit_leaves_room_for_titles(shop: TestClient) -> None:
    four = [("headphones", "value"), ("headband", "word"), ("Loud headphones", "title"), ("Headband", "title")]
    assert texts(shop, "head", limit=4) == four
    assert texts(shop, "head", limit=2) == [four[0], four[2]]
    assert texts(shop, "head", limit=1) == four[:1]


@pytest.mark.parametrize("q", ["", "  ", "!!", "zzzz"])
def test_what_begins_nothing_has_no_completions(shop: TestClient, q: str) -> None:
    assert complete(shop, q) == []


def test_what_is_excluded_is_no_filter(shop: TestClient) -> None:
    for q, text in (("headband without bla", "headband without black"), ("headband -bla", "headband -black")):
        assert complete(shop, q)[0] == {"text": text, "kind": "word"}


def test_a_limit_is_complete(client: TestClient) -> None:
    properties = {"price": "5 eur", "volume": "500 ml", "weight": "500 g"}
    client.post("/items", json={"items": [{"id": "a", "title": "Jar", "properties": properties}]}).raise_for_status()
    assert complete(client, "jar under 500") == []
    assert ("jar 500 ml", "value") in texts(client, "jar 500")
