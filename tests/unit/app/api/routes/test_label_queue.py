"""`GET /learning/queue`."""

from fastapi.testclient import TestClient


def test_items_are_ranked_with_reasons_and_proposals(client: TestClient) -> None:
    client.post("/items", json={"items": [{"id": "a", "title": "red Nike shirt", "properties": {"brand": "adidas"}}]})
    client.post("/items", json={"items": [{"id": "b", "title": "the"}]})
    answer = client.get("/learning/queue").json()
    assert answer["read"] == 2
    (first,) = answer["items"]
    assert first["id"] == "a"
    assert {"kind": "contradicted", "text": "Nike", "label": "brand", "gain": 0.5} in first["reasons"]
    assert {each["label"] for each in first["texts"][0]["spans"]} >= {"COLOR", "BRAND"}


def test_a_given_value_that_the_text_says_and_the_model_misses_is_a_reason(client: TestClient) -> None:
    client.post(
        "/items", json={"items": [{"id": "a", "title": "shirt, crew neck", "properties": {"neckline": "crew neck"}}]}
    )
    reasons = client.get("/learning/queue").json()["items"][0]["reasons"]
    assert ("missed", "crew neck", "neckline") in [(each["kind"], each["text"], each["label"]) for each in reasons]


def test_corrected_items_are_left_out(client: TestClient) -> None:
    client.post("/items", json={"items": [{"id": "a", "title": "red shirt"}]})
    assert client.get("/learning/queue").json()["read"] == 1
    said = {"action": "accept", "property": "color", "value": "red"}
    assert client.post("/items/a/corrections", json=said).status_code < 300
    assert client.get("/learning/queue").json() == {"items": [], "read": 0}


def test_a_draw_takes_as_many_items_as_it_is_asked_for(client: TestClient) -> None:
    client.post("/items", json={"items": [{"id": str(n), "title": f"red shirt {n}"} for n in range(30)]})
    draws = [client.get("/learning/queue", params={"sample": 2, "draw": n}).json() for n in range(2)]
    assert [each["read"] for each in draws] == [2, 2]
    assert {each["id"] for each in draws[0]["items"]} != {each["id"] for each in draws[1]["items"]}
    assert len(client.get("/learning/queue", params={"limit": 1, "sample": 2}).json()["items"]) == 1
