"""The commands for items and the graph show the API's answer as a table or as JSON."""

import json
from typing import Any

import httpx
import pytest

from tests.unit.app.cli.conftest import Run

ITEMS = [
    {"id": "a/1 b", "title": "Red Nike shoe [new]", "properties": {"price": "40 EUR"}},
    {"id": "b", "title": "Blue Nike shoe"},
    {"id": "c", "title": "Garden gnome"},
]


@pytest.fixture
def shop(url: str) -> str:
    httpx.post(f"{url}/items", json={"items": ITEMS}).raise_for_status()
    return url


def rows(out: str) -> list[list[str]]:
    """The cells of a table, its head first."""
    lines = [line for line in out.splitlines() if line[:1] in "┃│"]
    return [[cell.strip() for cell in line[1:-1].replace("┃", "│").split("│")] for line in lines if line]


COMMANDS = [
    (["get", "a/1 b"], "/items/a%2F1%20b"),
    (["list", "--limit", 2], "/items?limit=2"),
    (["similar", "a/1 b", "--limit", 1], "/items/a%2F1%20b/similar?limit=1"),
    (["similar", "a/1 b", "b", "--limit", 2], "/graph/similar?item=a%2F1%20b&item=b&limit=2"),
    (["similar", "--text", "red shoe", "--property", "color:blue"], "/graph/similar?text=red shoe&property=color:blue"),
    (["suggestions", "b", "--limit", 3], "/items/b/suggestions?limit=3"),
    (["properties"], "/graph/properties"),
    (["properties", "brand", "--prefix", "ni"], "/graph/properties/brand?prefix=ni"),
    (["complete", "red sh"], "/graph/complete?q=red sh"),
    (["coverage"], "/graph/coverage"),
    (["coverage", "--by", "brand", "--limit", 1], "/graph/coverage?by=brand&limit=1"),
    (["compare", "a/1 b", "b"], "/graph/compare?id=a%2F1%20b&id=b"),
    (["neighborhood", "a/1 b"], "/graph/neighborhood/a%2F1%20b?limit=20"),
    (["path", "a/1 b", "b"], "/graph/path?from=a%2F1%20b&to=b&limit=10"),
    (["changes", "--limit", 1], "/graph/changes?limit=1"),
    (["search", "nike", "--limit", 1], "/graph/search?q=nike&limit=1&sort=relevance"),
]


def timeless(answer: Any) -> Any:
    """The answer without the time that it took."""
    return {name: value for name, value in answer.items() if name != "took_ms"}


@pytest.mark.parametrize(("command", "path"), COMMANDS)
def test_json_is_the_answer_of_the_service(run: Run, shop: str, command: list[Any], path: str) -> None:
    ran = run(*command, "--url", shop, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert timeless(json.loads(ran.out)) == timeless(httpx.get(shop + path).json())


def test_item_is_shown_with_its_properties_and_where_they_were_read(run: Run, shop: str) -> None:
    ran = run("get", "a/1 b", "--url", shop)
    assert ran.out.splitlines()[:2] == ["id: a/1 b", "title: Red Nike shoe [new]"]
    assert [(name, value, display, source, read) for name, value, display, _, source, _, read in rows(ran.out)] == [
        ("property", "value", "display", "source", "read in"),
        ("brand", "nike", "Nike", "extracted", "title: Nike"),
        ("category", "shoe", "", "extracted", "title: shoe"),
        ("color", "red", "Red", "extracted", "title: Red"),
        ("price", "40 eur", "40 EUR", "given", ""),
    ]


def test_item_is_shown_with_the_marks_of_its_values(run: Run, url: str) -> None:
    given = ["--property", "color=lime", "--property", "brand=Acme", "--property", "motto=<3 you"]
    ran = run("put", "x", "--title", "Nike shirt", "--property", "material=60% cotton", *given, "--url", url)
    shown = [(name, value, source, said) for name, value, _, _, source, said, _ in rows(ran.out)]
    assert ("color", "lime", "given", "") in shown
    assert ("color", "green", "given", "narrower: lime") in shown
    assert ("brand", "nike", "extracted", "conflict") in shown
    assert ("material", "cotton", "given", "qualifier: 60%") in shown
    assert ("motto", "=<3 you", "given", "") in shown


def test_items_are_listed_a_page_at_a_time(run: Run, shop: str) -> None:
    ran = run("list", "--limit", 2, "--url", shop)
    assert [row[:2] for row in rows(ran.out)[1:]] == [["a/1 b", "Red Nike shoe [new]"], ["b", "Blue Nike shoe"]]
    last = ran.out.splitlines()[-1]
    assert last.startswith("next page: --cursor ")
    ran = run("list", "--limit", 2, "--cursor", last.split()[-1], "--url", shop)
    assert [row[0] for row in rows(ran.out)[1:]] == ["c"]
    assert "next page" not in ran.out


def test_similar_items_are_listed_with_what_they_share(run: Run, shop: str) -> None:
    (_, row) = rows(run("similar", "b", "--url", shop).out)
    assert row[1:3] == ["a/1 b", "Red Nike shoe [new]"]
    assert set(row[3].split(", ")) == {"brand:nike", "category:shoe"}


def test_items_like_a_text_are_listed_with_what_they_share(run: Run, shop: str) -> None:
    found = rows(run("similar", "--text", "blue shoe", "--without", "b", "--url", shop).out)[1:]
    assert [row[1:] for row in found] == [["a/1 b", "Red Nike shoe [new]", "category:shoe"]]
    assert run("similar", "--url", shop).status == 1


def test_properties_and_values_are_listed_with_their_items(run: Run, shop: str) -> None:
    assert ["brand", "1", "1", ""] not in rows(run("properties", "--url", shop).out)
    assert ["brand", "2", "1", ""] in rows(run("properties", "--url", shop).out)
    ran = run("properties", "brand", "--prefix", "ni", "--url", shop)
    assert ran.out.splitlines()[0] == "brand: 1 value"
    assert rows(ran.out)[1:] == [["nike", "Nike", "2", "brand:nike"]]


def test_completions_say_what_they_mean(run: Run, shop: str) -> None:
    found = rows(run("complete", "red sh", "--url", shop).out)[1:]
    assert ["red shoe", "value", "category:shoe", "2"] in found


def test_coverage_has_a_table_for_each_group(run: Run, shop: str) -> None:
    assert run("coverage", "--url", shop).out.splitlines()[0] == "all: 3 items"
    ran = run("coverage", "--by", "brand", "--url", shop)
    assert "nike: 2 items" in ran.out.splitlines()
    assert ["brand", "100%", "2", "0", "0", "2", "1"] in [row[:7] for row in rows(ran.out)]


def test_suggestions_are_listed_by_value(run: Run, shop: str) -> None:
    for number in range(4):
        given = ["--property", "material=leather", "--property", f"weight={300 + 10 * number} g"]
        assert run("put", f"s{number}", "--title", "Nike shoe", *given, "--url", shop).status == 0
    assert run("put", "s", "--title", "Nike shoe", "--url", shop).status == 0
    found = rows(run("suggestions", "s", "--url", shop).out)
    assert found[0] == ["property", "value", "confidence", "support", "evidence"]
    assert {row[0] for row in found[1:]} >= {"material", "weight"}
    assert next(row for row in found if row[0] == "material")[1] == "leather"


def test_compared_items_are_columns(run: Run, shop: str) -> None:
    head, *found = rows(run("compare", "a/1 b", "b", "--url", shop).out)
    assert head == ["property", "verdict", "a/1 b: Red Nike shoe [new]", "b: Blue Nike shoe"]
    assert ["color", "different", "red", "blue"] in found
    assert ["price", "missing", "40 eur", ""] in found


def test_neighborhood_lists_the_edges_by_item_and_property(run: Run, shop: str) -> None:
    head, *found = rows(run("neighborhood", "b", "--url", shop).out)
    assert head == ["item", "title", "property", "score", "source"]
    edges = [(item, title, prop, source) for item, title, prop, _, source in found]
    assert ("b", "Blue Nike shoe", "color:blue", "extracted") in edges
    assert ("a/1 b", "Red Nike shoe [new]", "brand:nike", "extracted") in edges


def test_changes_are_listed_and_go_on_from_a_cursor(run: Run, shop: str) -> None:
    last = run("changes", "--url", shop, "--limit", 1000).out.splitlines()[-1].split()[-1]
    assert run("delete", "b", "c", "--url", shop).out == "deleted b\ndeleted c\n"
    found = rows(run("changes", "--cursor", last, "--url", shop).out)[1:]
    assert [row[1:] for row in found] == [["deleted", "b"], ["deleted", "c"]]


def test_put_creates_and_replaces_an_item(run: Run, url: str) -> None:
    put = ["put", "x/1", "--title", "Red shoe", "--property", "size=41", "--property", "size=42", "--url", url]
    ran = run(*put, "--page", "https://shop.example/x")
    assert ran.out.splitlines()[:3] == ["id: x/1", "status: created", "title: Red shoe"]
    item = httpx.get(f"{url}/items/x%2F1").json()
    assert item["url"] == "https://shop.example/x"
    assert [prop["value"] for prop in item["properties"] if prop["source"] == "given"] == ["41", "42"]
    assert json.loads(run("put", "x/1", "--url", url, "--json").out)["status"] == "updated"


@pytest.mark.parametrize("given", ["size", "=41", "size="])
def test_put_refuses_a_property_without_name_or_value(run: Run, url: str, given: str) -> None:
    ran = run("put", "x", "--property", given, "--url", url)
    assert ran.status == 1
    assert f"--property {given!r}: expected NAME=VALUE" in ran.err


def test_path_shows_what_connects_two_items(run: Run, shop: str) -> None:
    head, first, *_ = rows(run("path", "a/1 b", "b", "--url", shop).out)
    assert head == ["weight", "path"]
    assert first[1] == "a/1 b – brand:nike – b"


@pytest.mark.parametrize(
    "command", [["get", "no"], ["delete", "no"], ["similar", "no"], ["neighborhood", "no"], ["path", "no", "b"]]
)
def test_item_that_does_not_exist_is_named(run: Run, shop: str, command: list[str]) -> None:
    ran = run(*command, "--url", shop)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("error: no item 'no'")
