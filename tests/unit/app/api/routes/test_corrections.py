"""Corrections and histories over HTTP."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.stand_ins.held import NDJSON, faults_of, problem_of

ITEM = {"title": "Nike shirt", "text": "Red cotton, navy seams", "properties": {"price": "9 EUR"}}
REJECT = {"action": "reject", "property": "color", "value": "red", "by": "anna"}


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.put("/items/a/1", json=ITEM).raise_for_status()
    return client


def correct(client: TestClient, body: dict[str, Any], item: str = "a/1") -> dict[str, Any]:
    response = client.post(f"/items/{item}/corrections", json=body)
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_a_correction_is_answered_with_the_item_as_it_is_now(shop: TestClient) -> None:
    response = shop.post("/items/a/1/corrections", json=REJECT)
    answer = response.json()
    said = answer["correction"]
    assert (said["action"], said["property"], said["value"], said["by"]) == ("reject", "color", "red", "anna")
    stored = shop.get("/items/a/1")
    assert answer["item"] == stored.json()
    assert response.headers["etag"] == stored.headers["etag"]
    assert "red" not in [each["value"] for each in answer["item"]["properties"]]
    assert shop.get("/items/a/1/corrections").json() == {"item": "a/1", "corrections": [said], "conflicts": []}


def test_an_undone_correction_is_gone(shop: TestClient) -> None:
    before = shop.get("/items/a/1").json()["properties"]
    said = correct(shop, REJECT)["correction"]
    answer = shop.delete(f"/items/a/1/corrections/{said['id']}").raise_for_status().json()
    assert answer["correction"] == said
    assert [each["value"] for each in answer["item"]["properties"]] == [each["value"] for each in before]
    problem_of(shop.delete(f"/items/a/1/corrections/{said['id']}"), 404)
    assert shop.get("/corrections").json()["corrections"] == []


def test_conditions_hold_for_corrections(shop: TestClient) -> None:
    etag = shop.get("/items/a/1").headers["etag"]
    said = shop.post("/items/a/1/corrections", json=REJECT, headers={"If-Match": etag}).json()["correction"]
    other = {**REJECT, "value": "navy"}
    problem_of(shop.post("/items/a/1/corrections", json=other, headers={"If-Match": etag}), 412)
    problem_of(shop.delete(f"/items/a/1/corrections/{said['id']}", headers={"If-Match": etag}), 412)
    problem_of(shop.post("/items/b/corrections", json=REJECT), 404)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**REJECT, "action": "praise"}, "/action"),
        ({**REJECT, "property": ":"}, "/property"),
        ({**REJECT, "value": "green"}, "/value"),
        ({**REJECT, "value": "x" * 257}, "/value"),
        ({**REJECT, "who": "anna"}, "/who"),
        ({"action": "mark", "property": "color", "span": {"field": "title", "start": -1, "end": 4}}, "/span/start"),
        ({"action": "mark", "property": "color", "span": {"field": "url", "start": 0, "end": 4}}, "/span/field"),
        ({"action": "mark", "property": "color", "span": {"field": "title", "start": 0, "end": 40}}, "/span"),
    ],
)
def test_faults_are_named_by_pointer(shop: TestClient, body: dict[str, Any], pointer: str) -> None:
    assert list(faults_of(shop.post("/items/a/1/corrections", json=body))) == [pointer]


def test_people_who_disagree_are_listed(shop: TestClient) -> None:
    shop.put("/items/b", json={"title": "Blue jeans"}).raise_for_status()
    first = correct(shop, REJECT)["correction"]
    second = correct(shop, {**REJECT, "action": "accept", "by": "ben"})["correction"]
    other = correct(shop, {"action": "accept", "property": "color", "value": "blue"}, "b")["correction"]
    conflict = {"item": "a/1", "property": "color", "corrections": [first["id"], second["id"]]}
    every = shop.get("/corrections").json()
    assert [(each["item"], each["id"]) for each in every["corrections"]] == [
        ("a/1", first["id"]), ("a/1", second["id"]), ("b", other["id"])
    ]  # fmt: skip
    disputed = shop.get("/corrections?conflicts=true").json()
    assert [each["id"] for each in disputed["corrections"]] == [first["id"], second["id"]]
    assert every["conflicts"] == disputed["conflicts"] == [conflict]


def test_items_on_which_everybody_disagrees_give_short_pages_and_few_pairs(client: TestClient) -> None:
    at = "2026-01-01T00:00:00Z"
    said = [
        {
            "id": str(n),
            "at": at,
            "action": "change",
            "property": "brand",
            "value": f"a{n}",
            "new_value": f"b{n}",
            "by": f"p{n}",
        }
        for n in range(200)
    ]
    items = [{"id": str(n), "title": "Shoe", "corrections": said} for n in range(6)]
    client.post("/items", json={"items": items}).raise_for_status()
    page = client.get("/corrections?limit=1000").json()
    assert len(page["corrections"]) == 1000
    assert 500 <= len(page["conflicts"]) <= 1000
    rest = client.get("/corrections", params={"limit": 1000, "cursor": page["next"]}).json()
    assert (len(rest["corrections"]), rest["next"]) == (200, None)
    own = client.get("/items/5/corrections").json()
    assert own["conflicts"] == rest["conflicts"]
    assert {each for pair in own["conflicts"] for each in pair["corrections"]} == {
        each["id"] for each in own["corrections"]
    }


def test_pages_follow_one_another(shop: TestClient) -> None:
    for own in ("b", "c"):
        shop.put(f"/items/{own}", json=ITEM).raise_for_status()
    for own in ("a/1", "b", "c"):
        correct(shop, REJECT, own)
    seen, cursor = [], ""
    while cursor is not None:
        page = shop.get("/corrections", params={"limit": 1, "cursor": cursor}).json()
        seen += [each["item"] for each in page["corrections"]]
        cursor = page["next"]
    assert seen == ["a/1", "b", "c"]


def test_the_history_tells_what_each_write_changed(shop: TestClient) -> None:
    said = correct(shop, REJECT)["correction"]
    shop.put("/items/a/1", json={**ITEM, "title": "Adidas shirt"}).raise_for_status()
    answer = shop.get("/items/a/1/history").json()
    assert [each["kind"] for each in answer["history"]] == ["updated", "corrected", "created"]
    updated, corrected, _ = answer["history"]
    assert updated["added"] == [{"name": "brand", "value": "adidas"}]
    assert updated["removed"] == [{"name": "brand", "value": "nike"}]
    assert (corrected["correction"], corrected["removed"]) == (said["id"], [{"name": "color", "value": "red"}])
    assert len(shop.get("/items/a/1/history?limit=1").json()["history"]) == 1


def test_an_export_is_loaded_with_its_corrections(shop: TestClient) -> None:
    correct(shop, REJECT)
    correct(shop, {"action": "mark", "property": "detail", "span": {"field": "text", "start": 17, "end": 22}})
    (line,) = (shop.get("/graph/export").json(),)
    before = shop.get("/items/a/1").json()["properties"]
    shop.delete("/items/a/1").raise_for_status()
    body = {**ITEM, "corrections": line["corrections"]}
    assert shop.put("/items/a/1", json=body).json()["status"] == "created"
    again = shop.get("/graph/export").json()
    assert again["corrections"] == line["corrections"]
    told = [
        [(each["name"], each["value"], each["source"]) for each in props] for props in (before, again["properties"])
    ]
    assert told[0] == told[1]
    assert shop.put("/items/a/1", json=body).json()["status"] == "unchanged"


def test_dropped_corrections_are_told(shop: TestClient) -> None:
    correct(shop, {"action": "mark", "property": "detail", "span": {"field": "text", "start": 17, "end": 22}})
    line = '{"id": "a/1", "text": "Red"}\n'
    answer = shop.post("/items/bulk", content=line, headers={"Content-Type": "application/x-ndjson"}).json()
    assert answer == {"line": 1, "id": "a/1", "status": "updated", "dropped_corrections": 1}
    correct(shop, {"action": "mark", "property": "detail", "span": {"field": "text", "start": 0, "end": 3}})
    (dropped,) = shop.put("/items/a/1", json={"text": "Blue"}).json()["dropped_corrections"]
    assert dropped["span"]["text"] == "Red"


def test_ids_that_would_address_corrections_are_refused(shop: TestClient) -> None:
    for own in ("x/corrections", "x/history", "x/corrections/y"):
        assert "/items/0/id" in faults_of(shop.post("/items", json={"items": [{"id": own}]}))


STORED = {"id": "c1", "action": "missing", "property": "size", "value": "XL", "at": "2026-12-01T10:00:00+02:00"}
SPAN = {"field": "title", "start": 0, "end": 4, "text": "Nike"}


def restore(client: TestClient, *corrections: dict[str, Any]) -> Any:
    return client.put("/items/a/1", json={**ITEM, "corrections": corrections})


def test_a_restored_correction_that_differs_is_stored(shop: TestClient) -> None:
    assert restore(shop, STORED).json()["status"] == "updated"
    assert restore(shop, STORED).json()["status"] == "unchanged"
    for change in ({"value": "S"}, {"by": "eve"}, {"note": "seen"}, {"at": "2026-12-01T11:00:00Z"}):
        assert restore(shop, {**STORED, **change}).json()["status"] == "updated"
        (found,) = shop.get("/items/a/1/corrections").json()["corrections"]
        assert {name: found[name] for name in change} == change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"at": "0001-01-01T00:00:00+23:59"}, "a time of the years 1 to 9999"),
        ({"at": "9999-12-31T23:59:59-23:59"}, "a time of the years 1 to 9999"),
        ({"at": 1764583200}, "a time as text"),
        ({"action": "change"}, "new_value: missing"),
        ({"action": "mark"}, "span: missing"),
        ({"action": "reject", "new_value": "S"}, "takes no new_value"),
        ({"span": {**SPAN, "text": None}}, "the words from start to end"),
        ({"span": {**SPAN, "start": 3, "end": 3}}, "the words from start to end"),
        ({"span": {**SPAN, "end": 1_000_000_000}}, "the words from start to end"),
        ({"id": "a/b"}, "of the form"),
        ({"id": "a\0"}, "of the form"),
        ({"by": " "}, "who says it"),
    ],
)
def test_a_restored_correction_is_checked(shop: TestClient, change: dict[str, Any], said: str) -> None:
    (detail,) = faults_of(restore(shop, {**STORED, **change})).values()
    assert said in detail
    assert shop.get("/items/a/1/corrections").json()["corrections"] == []


def test_a_restored_correction_comes_once(shop: TestClient) -> None:
    (detail,) = faults_of(restore(shop, STORED, {**STORED, "value": "S"})).values()
    assert "'c1' twice" in detail


def test_a_bulk_line_with_an_impossible_time_is_a_bad_line(shop: TestClient) -> None:
    lines: list[dict[str, Any]] = [
        {"id": "x"},
        {"id": "y", "corrections": [{**STORED, "at": "0001-01-01T00:00:00+23:59"}]},
        {"id": "z"},
    ]
    body = "".join(json.dumps({"title": "Red", **line}) + "\n" for line in lines)
    shop.post("/items/bulk", content=body, headers=NDJSON).raise_for_status()
    assert {item["id"] for item in shop.get("/items").json()["items"]} == {"a/1", "x", "z"}
