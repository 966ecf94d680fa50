"""`/items`: create, replace, read, list, delete, and similar items."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from model.bundle import Bundle
from tests.stand_ins.held import JSON, Answer, AwayStore, OpenClient, faults_of, problem_of, properties_of


def put(client: TestClient, item_id: str, **item: Any) -> Any:
    response = client.put(f"/items/{item_id}", json=item)
    assert response.status_code == 200, response.text
    return response.json()


def post(client: TestClient, *items: Any) -> Answer:
    return client.post("/items", json={"items": list(items)})


def prop_of(item: dict[str, Any], name: str) -> Any:
    (found,) = [prop for prop in item["properties"] if prop["name"] == name]
    return found


def test_put_answers_the_item_with_evidence_of_title_and_text(client: TestClient, bundle: Bundle) -> None:
    item = put(client, "sku-1", title="Nike Air", text="Red shirt", url="https://x/1", image="https://x/1.png")
    head = {key: item[key] for key in ("id", "status", "title", "text", "url", "image")}
    assert head == {
        "id": "sku-1",
        "status": "created",
        "title": "Nike Air",
        "text": "Red shirt",
        "url": "https://x/1",
        "image": "https://x/1.png",
    }
    brand, color = prop_of(item, "brand"), prop_of(item, "color")
    assert brand == {
        "name": "brand",
        "value": "nike",
        "display": "Nike",
        "score": brand["score"],
        "source": "extracted",
        "evidence": [
            {"field": "title", "start": 0, "end": 4, "text": "Nike", "score": brand["score"], "finder": "model"}
        ],
        "model": bundle.model,
        "extracted_at": item["updated_at"],
    }
    assert [(e["field"], e["start"], e["end"]) for e in color["evidence"]] == [("text", 0, 3)]


def test_times_are_utc_and_now(client: TestClient) -> None:
    at = put(client, "a", title="red")["updated_at"]
    assert at.endswith("Z")
    assert abs(datetime.now(UTC) - datetime.fromisoformat(at)) < timedelta(minutes=1)


def test_same_item_again_is_unchanged(client: TestClient) -> None:
    first = put(client, "a", title="red shirt", properties={"price": "39.90 EUR"})
    again = put(client, "a", title="red shirt", properties={"price": "39.90 EUR"})
    assert (first.pop("status"), again.pop("status")) == ("created", "unchanged")
    assert again == first


@pytest.mark.parametrize(
    "change",
    [
        {"title": "blue"},
        {"text": "x"},
        {"url": "https://y"},
        {"image": "https://y"},
        {"properties": {"price": "1 EUR"}},
    ],
)
def test_any_change_is_an_update(client: TestClient, change: dict[str, Any]) -> None:
    before = put(client, "a", title="red")
    after = put(client, "a", **{"title": "red", **change})
    assert after["status"] == "updated"
    assert after["updated_at"] > before["updated_at"]


def test_property_that_no_longer_holds_disappears(client: TestClient) -> None:
    put(client, "a", title="red nike shirt", properties={"price": "10 EUR"})
    assert properties_of(put(client, "a", title="blue nike shirt")) == {
        ("color", "blue"),
        ("brand", "nike"),
        ("category", "shirt"),
    }
    assert client.get("/graph/search", params={"filter": "color:red"}).json()["total"] == 0
    assert client.get("/graph/search", params={"filter": "price:10 EUR"}).json()["total"] == 0


def test_given_property_wins_over_the_extracted_and_keeps_its_evidence(client: TestClient) -> None:
    color = prop_of(put(client, "a", title="RED shirt", properties={"color": "Red"}), "color")
    assert (color["source"], color["display"], color["score"], color["model"]) == ("given", "Red", 1, None)
    assert [(e["field"], e["text"]) for e in color["evidence"]] == [("title", "RED")]


def test_given_and_extracted_values_of_one_name_stand_beside_one_another(client: TestClient) -> None:
    item = put(client, "a", title="red shirt", properties={"color": ["navy", "Red"]})
    assert {(p["value"], p["source"], p.get("narrower")) for p in item["properties"] if p["name"] == "color"} == {
        ("navy", "given", None),
        ("red", "given", None),
        ("blue", "given", "navy"),
    }


def test_given_values_of_every_kind_become_properties(client: TestClient) -> None:
    given = {"Shoe Size": 42, "waterproof": True, "vegan": False, "weight": "1.5 kg", "tags": ["a", 2, "a"], "gap": []}
    item = put(client, "a", properties=given)
    assert properties_of(item) == {
        ("shoe_size", "42"),
        ("waterproof", "yes"),
        ("vegan", "no"),
        ("weight", "1500 g"),
        ("tags", "a"),
        ("tags", "2"),
    }
    weight = prop_of(item, "weight")
    assert (weight["number"], weight["unit"], weight["display"], weight["evidence"]) == (1500, "g", "1.5 kg", [])


def test_item_of_an_id_alone_is_kept(client: TestClient) -> None:
    assert put(client, "a") == {**client.get("/items/a").json(), "status": "created"}
    assert client.get("/items/a").json()["properties"] == []


@pytest.mark.parametrize("item_id", ["a b", "ä/ö", "a/b/c", "100%", "bulk", "a?b#c", "👟", "similar", "..a", "a;b,c"])
def test_id_of_any_characters_is_found_again(client: TestClient, item_id: str) -> None:
    quoted = quote(item_id)
    assert client.put(f"/items/{quoted}", json={"title": "red"}).json()["id"] == item_id
    assert client.get(f"/items/{quoted}").json()["id"] == item_id
    assert client.get(f"/items/{quoted}/similar").json() == {"item": item_id, "hits": []}
    assert client.delete(f"/items/{quoted}").status_code == 204
    assert client.get("/items").json()["items"] == []


@pytest.mark.parametrize("item_id", ["", "%20", "a%00b", "a%09b", "x" * 257])
def test_unusable_id_is_named(client: TestClient, item_id: str) -> None:
    assert set(faults_of(client.put(f"/items/{item_id}", json={}))) == {"/id"}


def test_put_names_every_fault(client: TestClient) -> None:
    body = {
        "title": 1,
        "text": None,
        "id": 2,
        "url": "x" * 2049,
        "properties": {
            "a:b": "c",
            "-x": "y",
            "color": [None],
            "query": [["a"]],
            "size": "",
            "body": {"a": 1},
            "z/~": "…",
        },
    }
    faults = faults_of(client.put("/items/a", json=body))
    names = {"a:b", "-x", "color", "query", "size", "body", "z~1~0"}
    assert set(faults) == {"/title", "/text", "/id", "/url", *(f"/properties/{name}" for name in names)}
    assert client.get("/items/a").status_code == 404


def test_a_property_that_is_null_is_none(client: TestClient) -> None:
    body = {"title": "Mug", "properties": {"color": None, "brand": "Acme"}}
    answer = client.put("/items/a", json=body).json()
    assert [prop["name"] for prop in answer["properties"] if prop["source"] == "given"] == ["brand"]
    assert (
        client.put("/items/a", json={"title": "Mug", "properties": {"brand": "Acme"}}).json()["status"] == "unchanged"
    )
    line = json.dumps({"id": "b", "properties": {"color": None}}).encode()
    answer = client.post("/items/bulk", content=line, headers={"Content-Type": "application/x-ndjson"}).text
    assert json.loads(answer)["status"] == "created"


def test_values_that_no_text_can_hold_are_named(client: TestClient) -> None:
    body = b'{"title": "a\\ud800", "properties": {"a": "b\\udfff", "c": Infinity, "d": 1' + b"0" * 300 + b"}}"
    response = client.put("/items/a", content=body, headers=JSON)
    assert set(faults_of(response)) == {"/title", "/properties/a", "/properties/c", "/properties/d"}


def test_title_and_text_over_the_limit_are_both_named(open_client: OpenClient) -> None:
    client = open_client(max_characters=5)
    faults = faults_of(client.put("/items/a", json={"title": "x" * 6, "text": "y" * 7}), 413)
    assert set(faults) == {"/title", "/text"}
    assert client.get("/items/a").status_code == 404


def test_post_answers_in_the_order_sent(client: TestClient) -> None:
    put(client, "b", title="red")
    put(client, "c", title="red")
    answer = post(client, {"id": "c", "title": "blue"}, {"id": "a"}, {"id": "b", "title": "red"}).json()
    assert [(each["id"], each["status"]) for each in answer["items"]] == [
        ("c", "updated"),
        ("a", "created"),
        ("b", "unchanged"),
    ]
    assert properties_of(answer["items"][0]) == {("color", "blue")}


def test_post_with_faults_names_them_all_and_writes_nothing(client: TestClient) -> None:
    items = [{"id": "ok"}, {"title": "no id"}, {"id": "c", "text": 5}, {"id": " "}, {"id": "d/similar"}, "item"]
    response = post(client, *items, {"id": "e", "properties": {"color": [{}]}}, {"id": "f", "colour": "red"})
    assert set(faults_of(response)) == {
        "/items/1/id",
        "/items/2/text",
        "/items/3/id",
        "/items/4/id",
        "/items/5",
        "/items/6/properties/color",
        "/items/7/colour",
    }
    assert client.get("/items").json()["items"] == []


def test_post_with_one_item_too_long_writes_nothing(open_client: OpenClient) -> None:
    client = open_client(max_characters=5)
    response = post(client, {"id": "a"}, {"id": "b", "text": "x" * 6}, {"id": "c", "title": "x" * 6})
    assert set(faults_of(response, 413)) == {"/items/1/text", "/items/2/title"}
    assert client.get("/items").json()["items"] == []


def test_post_with_the_same_id_twice_names_both_places(client: TestClient) -> None:
    faults = faults_of(post(client, {"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": "a"}))
    assert set(faults) == {"/items/2/id", "/items/3/id"}
    assert "/items/0" in faults["/items/2/id"]
    assert client.get("/items").json()["items"] == []


def test_post_takes_1_to_max_items(open_client: OpenClient) -> None:
    client = open_client(max_items=3)
    assert set(faults_of(post(client))) == {"/items"}
    assert post(client, *({"id": str(n)} for n in range(3))).status_code == 200
    faults = faults_of(post(client, *({"id": str(n)} for n in range(4))))
    assert "at most 3" in faults["/items"]
    assert "/items/bulk" in faults["/items"]


def test_post_that_the_store_refuses_writes_nothing(open_client: OpenClient, away_store: AwayStore) -> None:
    client = open_client()
    away_store.away = True
    assert "away" in problem_of(post(client, {"id": "a"}, {"id": "b"}), 503)["detail"]
    away_store.away = False
    assert client.get("/items").json() == {"items": [], "next": None}


def test_get_of_an_absent_item_names_it(client: TestClient) -> None:
    assert "'nope'" in problem_of(client.get("/items/nope"), 404)["detail"]


def test_list_walks_every_item_once_in_order_of_id(client: TestClient) -> None:
    ids = [f"i{n}" for n in (3, 1, 4, 5, 9, 2, 6)]
    post(client, *({"id": each} for each in ids))
    pages, cursor = [], None
    for _ in range(10):
        page = client.get("/items", params={"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        pages.append([item["id"] for item in page["items"]])
        cursor = page["next"]
        if cursor is None:
            break
    assert [len(page) for page in pages] == [3, 3, 1]
    assert list(itertools.chain(*pages)) == sorted(ids)


def test_list_page_that_ends_with_the_last_item_has_no_next(client: TestClient) -> None:
    post(client, {"id": "a"}, {"id": "b"})
    assert client.get("/items?limit=2").json()["next"] is None


def test_list_items_are_whole(client: TestClient) -> None:
    put(client, "a", title="red shirt")
    assert client.get("/items").json()["items"] == [client.get("/items/a").json()]


@pytest.mark.parametrize(("name", "value"), [("limit", "0"), ("limit", "1001"), ("limit", "x"), ("cursor", "x")])
def test_list_names_the_wrong_parameter(client: TestClient, name: str, value: str) -> None:
    assert set(faults_of(client.get("/items", params={name: value}))) == {f"/{name}"}


def test_list_refuses_the_cursor_of_a_search(client: TestClient) -> None:
    post(client, {"id": "a"}, {"id": "b"})
    cursor = client.get("/graph/search?limit=1").json()["next"]
    assert set(faults_of(client.get("/items", params={"cursor": cursor}))) == {"/cursor"}


def test_delete_answers_204_then_404(client: TestClient) -> None:
    put(client, "a", title="red")
    response = client.delete("/items/a")
    assert (response.status_code, response.content) == (204, b"")
    problem_of(client.delete("/items/a"), 404)
    problem_of(client.get("/items/a"), 404)


def test_delete_takes_properties_that_no_item_has_out_of_search_and_facets(client: TestClient) -> None:
    post(client, {"id": "a", "title": "red nike"}, {"id": "b", "title": "blue nike"})
    client.delete("/items/a")
    answer = client.get("/graph/search", params={"q": "red", "facet": "color"}).json()
    assert [each["kind"] for each in answer["query"]["understood"]] == ["word"]
    assert answer["query"]["unmatched"] == ["red"]
    facets = client.get("/graph/search", params={"facet": ["color", "brand"]}).json()["facets"]
    assert {f["name"]: [(v["value"], v["count"]) for v in f["values"]] for f in facets} == {
        "color": [("blue", 1)],
        "brand": [("nike", 1)],
    }


def test_similar_items_come_by_the_weight_of_what_they_share(client: TestClient) -> None:
    post(
        client,
        {"id": "a", "title": "red leather shoe"},
        {"id": "rare", "title": "leather"},
        {"id": "common", "title": "red"},
        {"id": "both", "title": "red leather"},
        {"id": "red2", "title": "red"},
        {"id": "none", "title": "blue"},
    )
    answer = client.get("/items/a/similar").json()
    assert answer["item"] == "a"
    assert [hit["id"] for hit in answer["hits"]] == ["both", "rare", "common", "red2"]
    best = answer["hits"][0]
    assert [(each["name"], each["value"]) for each in best["shared"]] == [("material", "leather"), ("color", "red")]
    assert best["shared"][0]["weight"] > best["shared"][1]["weight"] > 0
    assert best["score"] == pytest.approx(sum(each["weight"] for each in best["shared"]), abs=1e-5)


def test_similar_keeps_to_its_limit(client: TestClient) -> None:
    post(client, *({"id": f"i{n}", "title": "red"} for n in range(5)))
    assert len(client.get("/items/i0/similar?limit=2").json()["hits"]) == 2
    assert set(faults_of(client.get("/items/i0/similar?limit=0"))) == {"/limit"}


def test_similar_of_an_absent_item_is_404(client: TestClient) -> None:
    problem_of(client.get("/items/nope/similar"), 404)


@pytest.mark.parametrize("item_id", [".", "..", "a/../b", "./a"])
def test_ids_that_addresses_cannot_have_are_refused(client: TestClient, item_id: str) -> None:
    assert "parts . and .." in faults_of(client.post("/items", json={"items": [{"id": item_id}]}))["/items/0/id"]


def test_order_of_properties_does_not_matter(client: TestClient) -> None:
    client.put("/items/a", json={"properties": {"x": "1", "y": "2"}})
    assert client.put("/items/a", json={"properties": {"y": "2", "x": "1"}}).json()["status"] == "unchanged"


def test_put_takes_the_id_of_its_address_again_and_no_other(client: TestClient) -> None:
    assert client.put("/items/a", json={"id": "a", "title": "red"}).json()["id"] == "a"
    assert "the address says 'a'" in faults_of(client.put("/items/a", json={"id": "b"}))["/id"]
    assert client.get("/items/b").status_code == 404


def test_values_of_one_item_are_bounded(client: TestClient) -> None:
    many = {"p": list(range(600)), "q": list(range(401))}
    assert "1001 values" in faults_of(client.put("/items/a", json={"properties": many}))["/properties"]


def test_faults_of_one_call_are_bounded(client: TestClient) -> None:
    faults = faults_of(client.post("/items", json={"items": [{}] * 9000}))
    assert 100 <= len(faults) <= 101
    assert "at most 10000" in faults_of(client.post("/items", json={"items": [{}] * 20_000}))["/items"]


def test_small_and_large_numbers_stay_numbers(client: TestClient) -> None:
    given = client.put("/items/a", json={"properties": {"x": 0.00001, "y": 1e16}}).json()["properties"]
    assert [(each["value"], each["number"]) for each in given] == [("0.00001", 1e-05), ("10000000000000000", 1e16)]


def test_puts_and_deletes_of_one_id_answer_what_they_did(client: TestClient) -> None:
    def put(number: int) -> bool:
        answer = client.put("/items/a", json={"title": f"shirt {number}"})
        return answer.status_code == 200 and answer.json()["title"] == f"shirt {number}"

    def delete(_: int) -> bool:
        return client.delete("/items/a").status_code in (204, 404)

    with ThreadPoolExecutor(4) as threads:
        puts = [threads.submit(put, number % 2) for number in range(100)]
        deletes = [threads.submit(delete, number) for number in range(100)]
        assert all(each.result() for each in puts + deletes)


def test_a_conflict_is_shown_with_its_evidence_and_found_by_nobody(client: TestClient) -> None:
    item = put(client, "a", title="Nike red shirt", properties={"brand": "Acme", "color": "Red"})
    nike, acme = sorted((p for p in item["properties"] if p["name"] == "brand"), key=lambda p: p["source"])
    assert (acme["value"], acme["source"], "conflict" in acme) == ("acme", "given", False)
    assert (nike["value"], nike["conflict"], nike["evidence"][0]["text"]) == ("nike", True, "Nike")
    assert client.get("/items/a").json()["properties"] == item["properties"]
    found = {
        value: client.get("/graph/search", params={"filter": f"brand:{value}"}).json() for value in ("acme", "nike")
    }
    assert [hit["id"] for hit in found["acme"]["hits"]] == ["a"]
    assert found["nike"]["total"] == 0


def test_a_range_and_a_qualifier_are_shown_and_searched(client: TestClient) -> None:
    item = put(client, "a", properties={"length": "10-12 in", "material": "100% organic cotton"})
    length = prop_of(item, "length")
    assert (length["number"], length["high"], length["unit"]) == (25.4, 30.48, "cm")
    assert prop_of(item, "material")["qualifier"] == "100% organic"
    for asked, total in (("length:>=30 cm", 1), ("length:<26 cm", 1), ("length:>=1 m", 0), ("length:..10 in", 1)):
        assert client.get("/graph/search", params={"filter": asked}).json()["total"] == total, asked


@pytest.mark.parametrize("field", ["url", "image"])
def test_link_must_be_of_the_web(client: TestClient, field: str) -> None:
    for link in ("https://shop.example/a", "HTTP://shop.example", "http://[::1]:80/a?b#c"):
        assert client.put("/items/a", json={field: link}).json()[field] == link
    for wrong in ("javascript:alert(1)", "/a.png", "data:image/png;base64,AA", "https://", " https://a.example", 5):
        assert set(faults_of(client.put("/items/a", json={field: wrong}))) == {f"/{field}"}
