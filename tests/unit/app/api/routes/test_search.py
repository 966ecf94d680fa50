"""`GET /graph/search`."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.stand_ins.held import faults_of, problem_of
from tests.stand_ins.tagger import FakeTagger

ITEMS = [
    {"id": "a", "title": "Red Nike shoe", "properties": {"price": "40 EUR", "weight": "300 g"}},
    {"id": "b", "title": "Blue Nike shoe", "properties": {"price": "60 EUR", "weight": "0.5 kg"}},
    {"id": "c", "title": "Red Adidas shirt", "text": "cotton", "properties": {"price": "20 EUR"}},
    {"id": "d", "title": "Navy Acme jeans", "properties": {"price": "45 EUR", "size": "M"}},
    {"id": "e", "title": "Navy Acme jeans, wide", "properties": {"price": "45 EUR", "size": "XL"}},
    {"id": "f", "title": "Garden gnome"},
]


@pytest.fixture(scope="module")
def shop(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A small shop, which no test changes."""
    folder = tmp_path_factory.mktemp("shop")
    settings = Settings(data_dir=folder, threads=2)
    service = assemble(settings, Extractor(bundle, FakeTagger(bundle)), SqliteStore(folder / "graph.sqlite"))
    with TestClient(build_app(service)) as client:
        fill(client)
        yield client


def fill(client: TestClient) -> None:
    for item in ITEMS:  # One by one, so that no two have the same `updated_at`.
        assert client.post("/items", json={"items": [item]}).status_code == 200


def search(client: TestClient, **params: Any) -> Any:
    response = client.get("/graph/search", params=params)
    assert response.status_code == 200, response.text
    return response.json()


def ids_of(answer: Any) -> list[str]:
    return [hit["id"] for hit in answer["hits"]]


def test_query_is_answered_as_the_contract_says(shop: TestClient) -> None:
    answer = search(shop, q="red nike thingies under 50 eur", filter="-size:xl", facet="brand")
    query = answer["query"]
    assert query["text"] == "red nike thingies under 50 eur"
    assert [(each["kind"], each.get("name"), each.get("value"), each["text"]) for each in query["understood"]] == [
        ("property", "color", "red", "red"),
        ("property", "brand", "nike", "nike"),
        ("word", None, None, "thingies"),
        ("limit", "price", None, "under 50 eur"),
    ]
    red, _, _, price = query["understood"]
    assert (red["start"], red["end"], red["display"]) == (0, 3, "Red")
    assert red["score"] > 0.5
    assert (price["max"], price["unit"], price["start"], price["end"]) == (50, "EUR", 18, 30)
    assert "min" not in price
    assert query["unmatched"] == ["thingies"]
    assert query["filters"] == ["-size:xl"]
    assert answer["total"] == 2
    assert ids_of(answer) == ["a", "c"]
    hit = answer["hits"][0]
    assert (hit["title"], hit["matched"]) == (
        "Red Nike shoe",
        [{"name": "color", "value": "red"}, {"name": "brand", "value": "nike"}],
    )
    assert {(prop["name"], prop["value"]) for prop in hit["properties"]} == {
        ("color", "red"),
        ("brand", "nike"),
        ("category", "shoe"),
        ("price", "40 eur"),
        ("weight", "300 g"),
    }
    assert hit["score"] > answer["hits"][1]["score"] > 0
    assert [facet["name"] for facet in answer["facets"]] == ["brand"]
    assert answer["next"] is None


def test_no_query_finds_every_item_in_order_of_id(shop: TestClient) -> None:
    answer = search(shop)
    assert (ids_of(answer), answer["total"]) == (["a", "b", "c", "d", "e", "f"], 6)


def test_rarer_property_weighs_more(client: TestClient) -> None:
    fill(client)
    client.put("/items/z", json={"text": "leather"})
    answer = search(client, q="red leather")
    assert ids_of(answer) == ["z", "a", "c"]
    assert answer["hits"][0]["score"] > answer["hits"][1]["score"] == answer["hits"][2]["score"]


@pytest.mark.parametrize(("q", "value"), [("addidas", "adidas"), ("niek shoe", "nike"), ("ADIDSA", "adidas")])
def test_misspelt_value_finds_its_property(shop: TestClient, q: str, value: str) -> None:
    answer = search(shop, q=q)
    assert value in [each.get("value") for each in answer["query"]["understood"]]
    assert any({"name": "brand", "value": value} in hit["matched"] for hit in answer["hits"])


def test_plural_finds_the_singular(shop: TestClient) -> None:
    assert ids_of(search(shop, q="shoes")) == ["a", "b"]


def test_word_that_nothing_understands_is_matched_against_titles(shop: TestClient) -> None:
    answer = search(shop, q="gnome")
    assert answer["query"]["unmatched"] == []
    (gnome,) = answer["query"]["understood"]
    assert (gnome["kind"], gnome["use"], gnome["text"]) == ("word", "required", "gnome")
    assert [(hit["id"], hit["matched"]) for hit in answer["hits"]] == [("f", [{"name": "title", "value": "gnome"}])]


def test_query_without_match_finds_nothing(shop: TestClient) -> None:
    answer = search(shop, q="zeppelin", facet="color")
    assert (answer["total"], answer["hits"], answer["next"]) == (0, [], None)
    assert answer["query"]["unmatched"] == ["zeppelin"]
    assert answer["facets"] == [{"name": "color", "distinct": 0, "values": [], "ranges": []}]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["color:red"], "ac"),
        (["Color: RED "], "ac"),
        (["color:red", "color:blue"], "abcde"),
        (["color:navy"], "de"),
        (["color:Navy Blue", "-size:xl"], "d"),
        (["color:red", "brand:nike"], "a"),
        (["color:red", "color:blue", "brand:nike"], "ab"),
        (["-color:red"], "bdef"),
        (["-color:red", "-brand:acme"], "bf"),
        (["brand:nike", "-color:red"], "b"),
        (["price:20..45"], "acde"),
        (["price:20..45 EUR"], "acde"),
        (["price:..40"], "ac"),
        (["price:45.."], "bde"),
        (["price:>45"], "b"),
        (["price:>=45 eur"], "bde"),
        (["price:<40"], "c"),
        (["price:<=20 €"], "c"),
        (["price:40 USD..60 USD"], ""),
        (["-price:20..45"], "bf"),
        (["weight:>=0.5 kg"], "b"),
        (["weight:<0.4kg"], "a"),
        (["size:xl"], "e"),
        (["nosuch:thing"], ""),
    ],
)
def test_filters_are_exact_conditions(shop: TestClient, filters: list[str], expected: str) -> None:
    answer = search(shop, filter=filters)
    assert "".join(ids_of(answer)) == expected
    assert answer["total"] == len(expected)


def test_filters_as_answered_can_be_sent_back(shop: TestClient) -> None:
    filters = ["color:Red", "-brand:acme", "price:10..50 eur", "weight:>=0.2 kg"]
    first = search(shop, filter=filters)
    again = search(shop, filter=first["query"]["filters"])
    assert {**again, "took_ms": 0} == {**first, "took_ms": 0}
    assert ids_of(first) == ["a"]


@pytest.mark.parametrize("text", ["color", "color:", ":red", "", "price:>much", "price:10..x", "price:1 kg..2 l"])
def test_wrong_filter_is_named_with_its_place(shop: TestClient, text: str) -> None:
    response = shop.get("/graph/search", params={"filter": ["color:red", text]})
    faults = faults_of(response)
    assert set(faults) == {"/filter/1"}
    assert repr(text) in faults["/filter/1"]


def test_filter_narrows_what_the_query_ranks(shop: TestClient) -> None:
    assert ids_of(search(shop, q="nike", filter="color:blue")) == ["b"]


def test_limit_in_the_query_is_a_filter(shop: TestClient) -> None:
    assert ids_of(search(shop, q="nike shoe over 50 eur")) == ["b"]
    assert ids_of(search(shop, q="under 45 eur")) == ["a", "c"]


def test_facet_counts_are_over_all_matches(shop: TestClient) -> None:
    (facet,) = search(shop, facet="brand", limit=1)["facets"]
    assert facet == {
        "name": "brand",
        "distinct": 3,
        "values": [
            {"value": "acme", "display": "Acme", "count": 2},
            {"value": "nike", "display": "Nike", "count": 2},
            {"value": "adidas", "display": "Adidas", "count": 1},
        ],
        "ranges": [],
    }


def test_facet_is_narrowed_by_other_filters_but_not_by_its_own(shop: TestClient) -> None:
    facets = search(shop, filter=["brand:nike", "color:red"], facet=["brand", "color"])["facets"]
    counts = {facet["name"]: {v["value"]: v["count"] for v in facet["values"]} for facet in facets}
    assert counts == {"brand": {"nike": 1, "adidas": 1}, "color": {"red": 1, "blue": 1}}


def test_facet_follows_the_query(shop: TestClient) -> None:
    (facet,) = search(shop, q="jeans", facet="color")["facets"]
    assert [(v["value"], v["count"]) for v in facet["values"]] == [("blue", 2), ("navy", 2)]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("id", "abcdef"),
        ("-id", "fedcba"),
        ("title", "bfdeca"),
        ("-updated_at", "fedcba"),
        ("price", "cadebf"),
        ("-price", "bdeacf"),
        ("weight", "abcdef"),
    ],
)
def test_sort_orders_all_hits(shop: TestClient, sort: str, expected: str) -> None:
    assert "".join(ids_of(search(shop, sort=sort))) == expected


@pytest.mark.parametrize("sort", ["", "-", "-relevance"])
def test_wrong_sort_is_named(shop: TestClient, sort: str) -> None:
    assert set(faults_of(shop.get("/graph/search", params={"sort": sort}))) == {"/sort"}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"q": "red nike shoe jeans"},
        {"sort": "price"},
        {"sort": "-price"},
        {"sort": "-title"},
        {"sort": "size"},
        {"sort": "updated_at"},
        {"filter": ["-size:m"], "sort": "-weight"},
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 4])
def test_cursor_walks_every_hit_once(shop: TestClient, params: dict[str, Any], limit: int) -> None:
    whole = ids_of(search(shop, **params))
    walked: list[str] = []
    cursor = None
    for _ in range(len(whole) + 1):
        answer = search(shop, **params, limit=limit, **({"cursor": cursor} if cursor else {}))
        assert answer["total"] == len(whole)
        assert len(answer["hits"]) <= limit
        walked += ids_of(answer)
        cursor = answer["next"]
        if cursor is None:
            break
    assert walked == whole


def test_cursor_of_another_query_is_refused(shop: TestClient) -> None:
    cursor = search(shop, q="red", limit=1)["next"]
    assert cursor
    assert ids_of(search(shop, q="red", limit=1, facet="color", cursor=cursor))
    for other in ({"q": "blue"}, {"q": "red", "filter": "size:m"}, {"q": "red", "sort": "id"}, {}):
        faults = faults_of(shop.get("/graph/search", params={**other, "cursor": cursor}))
        assert "another query" in faults["/cursor"]


def test_limit_0_counts_and_shows_facets_alone(shop: TestClient) -> None:
    answer = search(shop, q="nike", limit=0, facet="color")
    assert (answer["total"], answer["hits"], answer["next"]) == (2, [], None)
    assert len(answer["facets"][0]["values"]) == 2


@pytest.mark.parametrize(
    ("name", "value"), [("limit", "-1"), ("limit", "101"), ("limit", "x"), ("cursor", "x"), ("q", "x" * 1001)]
)
def test_wrong_parameter_is_named(shop: TestClient, name: str, value: str) -> None:
    assert set(faults_of(shop.get("/graph/search", params={name: value}))) == {f"/{name}"}


@pytest.mark.parametrize(
    "q", ["'", '"', "* OR 1=1 --", "%", "_", "\\", "red\x00nike", "👟", "((", "under", "of the", " "]
)
def test_query_of_any_characters_is_answered(shop: TestClient, q: str) -> None:
    assert search(shop, q=q)["query"]["text"] == q


def test_offsets_are_code_points_of_the_query(shop: TestClient) -> None:
    q = "👟 red nike"
    for each in search(shop, q=q)["query"]["understood"]:
        assert q[each["start"] : each["end"]] == each["text"]


def test_search_of_an_empty_graph_is_empty(client: TestClient) -> None:
    answer = search(client, q="red nike under 5 eur", facet="color")
    assert (answer["total"], answer["hits"]) == (0, [])


def test_wrong_method_is_refused(shop: TestClient) -> None:
    problem_of(shop.delete("/graph/search"), 405)


def test_limit_of_the_query_narrows_a_filter_of_the_same_name(client: TestClient) -> None:
    for number in (40, 80, 120):
        client.put(f"/items/i{number}", json={"title": "red shoe", "properties": {"price": f"{number} EUR"}})

    def found(q: str, *filters: str) -> list[str]:
        params: dict[str, Any] = {"q": q, "filter": list(filters), "sort": "id"}
        return [hit["id"] for hit in client.get("/graph/search", params=params).json()["hits"]]

    assert found("shoe under 100 eur", "price:>=100 EUR") == []
    assert found("shoe over 50 eur under 100 eur") == ["i80"]
    assert found("under 100 under 50") == ["i40"]


def test_query_that_says_nothing_finds_nothing_and_says_so(client: TestClient) -> None:
    client.put("/items/a", json={"title": "red"})
    for q in ("!!!", "👟", "the"):
        answer = client.get("/graph/search", params={"q": q}).json()
        assert (answer["total"], answer["query"]["unmatched"]) == (0, [q])


def test_a_part_of_the_query_can_be_dropped(shop: TestClient) -> None:
    q = "red nike -shoe under 50 eur cheapest"
    parts = search(shop, q=q)["query"]["understood"]
    assert [part["kind"] for part in parts] == ["property", "property", "exclusion", "limit", "sort"]
    assert [part["use"] for part in parts] == ["required"] * 5
    assert (parts[2]["value"], parts[4]["name"], parts[4]["value"]) == ("shoe", "price", "ascending")
    answer = search(shop, q=q, drop=["2", "4"])
    assert [part["use"] for part in answer["query"]["understood"]] == [
        "required", "required", "dropped", "required", "dropped",
    ]  # fmt: skip
    assert ids_of(answer) == ["a", "c"]
    problem_of(shop.get("/graph/search", params={"q": q, "drop": "first"}), 422)


def test_excluded_words_are_in_no_hit(shop: TestClient) -> None:
    assert ids_of(search(shop, q="shoe without nike")) == []
    assert ids_of(search(shop, q="jeans -wide")) == ["d"]
    assert ids_of(search(shop, q="shoe not red")) == ["b"]


def test_a_sort_word_orders_unless_the_caller_does(shop: TestClient) -> None:
    cheapest = ids_of(search(shop, q="cheapest shoe"))
    assert cheapest == list(reversed(ids_of(search(shop, q="most expensive shoe"))))
    assert ids_of(search(shop, q="most expensive shoe", sort="price")) == cheapest


def test_other_names_and_alternatives_are_shown(client: TestClient) -> None:
    client.put("/items/a", json={"title": "Grey daypack", "properties": {"category": "Daypack", "brand": "Rucksack"}})
    (part,) = search(client, q="rucksack")["query"]["understood"]
    meant = [part["name"], part["value"]], *([each["name"], each["value"]] for each in part["alternatives"])
    assert sorted(meant) == [["brand", "rucksack"], ["category", "daypack"]]
    assert "daypack" in part["variants"]


def test_facets_are_limited_and_searched_inside(shop: TestClient) -> None:
    (facet,) = search(shop, facet="brand", facet_limit=1)["facets"]
    assert (facet["distinct"], [each["value"] for each in facet["values"]]) == (3, ["acme"])
    (facet,) = search(shop, facet="brand", facet_query="ad")["facets"]
    assert (facet["distinct"], [each["value"] for each in facet["values"]]) == (1, ["adidas"])


def test_numbers_come_in_ranges_with_filters_that_find_their_counts(shop: TestClient) -> None:
    (facet,) = search(shop, facet="price", facet_ranges=2)["facets"]
    assert [(each["min"], each["max"], each["unit"]) for each in facet["ranges"]] == [(20, 40, "EUR"), (45, 60, "EUR")]
    for each in facet["ranges"]:
        assert search(shop, filter=each["filter"])["total"] == each["count"]
    assert search(shop, facet="price", facet_ranges=0)["facets"][0]["ranges"] == []
    assert search(shop, facet="price")["facets"][0]["ranges"] == []  # No more numbers than ranges.


def test_highlights_are_code_points_of_title_and_text(shop: TestClient) -> None:
    hit = search(shop, q="red shirts", highlight=True, fields="title,text")["hits"][0]
    assert [hit["title"][start:end] for start, end in hit["highlight"]["title"]] == ["Red", "shirt"]
    assert "highlight" not in search(shop, q="red")["hits"][0]


def test_fields_choose_what_hits_show(shop: TestClient) -> None:
    (hit,) = search(shop, filter="brand:adidas", fields=["title", "text,url"])["hits"]
    assert hit == {"id": "c", "title": "Red Adidas shirt", "text": "cotton", "url": None}
    assert set(search(shop, limit=1)["hits"][0]) == {"id", "title", "score", "matched", "missing", "properties"}
    assert set(search(shop, limit=1, fields="id")["hits"][0]) == {"id"}
    faults = faults_of(shop.get("/graph/search", params={"fields": ["title", "prices"]}))
    assert set(faults) == {"/fields"}
    assert "'prices'" in faults["/fields"]


def test_an_answer_says_how_long_it_took(shop: TestClient) -> None:
    assert 0 < search(shop, q="red")["took_ms"] < 60_000


def test_distinct_shows_one_item_of_each(shop: TestClient) -> None:
    answer = search(shop, distinct="brand", sort="id")
    assert (ids_of(answer), answer["total"]) == (["a", "c", "d", "f"], 6)
    first = search(shop, distinct="brand", sort="id", limit=2)
    rest = search(shop, distinct="brand", sort="id", limit=2, cursor=first["next"])
    assert ids_of(first) + ids_of(rest) == ["a", "c", "d", "f"]
    problem_of(shop.get("/graph/search", params={"sort": "id", "limit": 2, "cursor": first["next"]}), 422)
    assert ids_of(search(shop, distinct="variant", sort="id")) == ["a", "c", "d", "e", "f"]


def test_a_part_that_the_query_lacks_is_not_dropped(shop: TestClient) -> None:
    parts = len(search(shop, q="red shoes")["query"]["understood"])
    assert search(shop, q="red shoes", drop=str(parts - 1))["query"]["understood"][-1]["use"] == "dropped"
    answer = shop.get("/graph/search", params={"q": "red shoes", "drop": ["0", str(parts), "99"]})
    assert set(faults_of(answer)) == {"/drop/1", "/drop/2"}
    assert "expected none" in faults_of(shop.get("/graph/search", params={"drop": "0"}))["/drop/0"]


@pytest.mark.parametrize("sort", ["--price", "---price", "- -price", "-", "-relevance"])
def test_an_order_that_no_property_can_have_is_refused(shop: TestClient, sort: str) -> None:
    assert "/sort" in faults_of(shop.get("/graph/search", params={"sort": sort}))


def test_a_name_that_no_item_has_orders_and_collapses_nothing(shop: TestClient) -> None:
    ids = [hit["id"] for hit in search(shop, sort="id")["hits"]]
    assert [hit["id"] for hit in search(shop, sort="nope")["hits"]] == ids
    assert {hit["id"] for hit in search(shop, distinct="nope")["hits"]} == set(ids)
    assert search(shop, facet="nope")["facets"][0]["values"] == []
