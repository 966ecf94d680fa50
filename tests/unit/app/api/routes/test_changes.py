"""`GET /graph/changes`."""

from fastapi.testclient import TestClient


def changes(client: TestClient, **asked: str | int) -> tuple[list[tuple[str, str]], str | None]:
    answer = client.get("/graph/changes", params=asked)
    assert answer.status_code == 200, answer.text
    return [(each["id"], each["change"]) for each in answer.json()["changes"]], answer.json()["next"]


def test_changes_are_told_page_by_page_and_later(client: TestClient) -> None:
    for own in "abc":
        client.put(f"/items/{own}", json={"title": "Nike shirt"})
    client.delete("/items/b")
    first, place = changes(client, limit=2)
    assert first == [("a", "written"), ("c", "written")]
    second, place = changes(client, cursor=str(place))
    assert second == [("b", "deleted")]
    client.put("/items/a", json={"title": "Nike shirt"})
    assert changes(client, cursor=str(place)) == ([], place)
    client.put("/items/a", json={"title": "Adidas shirt"})
    assert changes(client, cursor=str(place))[0] == [("a", "written")]


def test_a_wrong_cursor_is_named(client: TestClient) -> None:
    answer = client.get("/graph/changes", params={"cursor": "x"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/cursor", "detail": "expected the `next` of an earlier answer"}]
