"""Every parameter of every address has bounds, and they hold."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.stand_ins.held import Answer, faults_of

PLACES = {"{id}": "sku-1", "{name}": "color", "{value}": "navy"}


def parameters(document: Any) -> list[tuple[str, str, str, Any]]:
    """Returns the method, the address, the name and the schema of each query parameter."""
    found: list[tuple[str, str, str, Any]] = []
    for path, methods in document["paths"].items():
        for name, place in PLACES.items():
            path = path.replace(name, place)
        for method, operation in methods.items():
            given = operation.get("parameters", [])
            found += [(method, path, each["name"], each["schema"]) for each in given if each["in"] == "query"]
    return found


def forms(schema: Any) -> list[Any]:
    """Returns the alternatives of a schema, without null."""
    return [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]


def beyond(schema: Any) -> list[list[str]]:
    """Returns values that are just beyond the bounds; each is sent as a repeated parameter."""
    if schema["type"] == "array":
        many = [["a"] * (schema["maxItems"] + 1)]
        return many + [[*value, *["a"] * (schema.get("minItems", 1) - 1)] for value in beyond(schema["items"])]
    if schema["type"] == "integer":
        return [[str(schema["minimum"] - 1)], [str(schema["maximum"] + 1)]]
    if schema["type"] == "boolean":
        return [["perhaps"]]
    return [["none of these"]] if "enum" in schema else [["a" * (schema["maxLength"] + 1)]]


def test_no_parameter_takes_more_than_it_documents(client: TestClient) -> None:
    client.put("/items/sku-1", json={})
    asked = parameters(client.get("/openapi.json").json())
    assert len(asked) >= 20
    for method, path, name, schema in asked:
        for form in forms(schema):
            for values in beyond(form):
                response = client.request(method, path, params={name: values}, json={} if method == "put" else None)
                assert response.status_code == 422, (path, name, values[0][:20])
                assert any(f["pointer"].startswith(f"/{name}") for f in response.json()["errors"]), (path, name)


NAMED: dict[str, Callable[[TestClient, str], Answer]] = {
    "item": lambda client, name: client.put("/items/a", json={"properties": {name: "red"}}),
    "filter": lambda client, name: client.get("/graph/search", params={"filter": f"{name}:red"}),
    "exclusion": lambda client, name: client.get("/graph/search", params={"filter": f"-{name}:red"}),
    "facet": lambda client, name: client.get("/graph/search", params={"facet": name}),
    "sort": lambda client, name: client.get("/graph/search", params={"sort": name}),
    "descending": lambda client, name: client.get("/graph/search", params={"sort": f"-{name}"}),
    "distinct": lambda client, name: client.get("/graph/search", params={"distinct": name}),
    "coverage": lambda client, name: client.get("/graph/coverage", params={"by": name}),
    "values": lambda client, name: client.get(f"/graph/properties/{name}"),
    "similar": lambda client, name: client.get("/graph/similar", params={"property": f"{name}:red"}),
    "entries": lambda client, name: client.get("/vocabulary/suggestions", params={"name": name}),
    "merge": lambda client, name: client.put(f"/vocabulary/{name}/red", json={"aliases": ["rouge"]}),
}  # fmt: skip


@pytest.mark.parametrize("place", NAMED)
def test_names_of_properties_have_one_limit(client: TestClient, place: str) -> None:
    client.put("/items/a", json={"properties": {"n" * 64: ["red", "blue"]}}).raise_for_status()
    assert NAMED[place](client, "n" * 64).status_code == 200
    assert faults_of(NAMED[place](client, "n" * 65))


def test_a_name_that_grows_when_folded_is_counted_folded(client: TestClient) -> None:
    body = {"properties": {"ß" * 33: "red"}}
    assert "66 characters folded" in next(iter(faults_of(client.put("/items/a", json=body)).values()))


def test_repeated_parameter_that_takes_one_value_is_named(client: TestClient) -> None:
    single = [each for each in parameters(client.get("/openapi.json").json()) if forms(each[3])[0]["type"] != "array"]
    assert len(single) >= 20
    for method, path, name, _ in single:
        response = client.request(method, path, params={name: ["1", "2"]}, json={} if method == "put" else None)
        assert faults_of(response)[f"/{name}"] == "2 values; expected one", (path, name)


def test_same_value_twice_is_repeated_too_and_lists_are_not(client: TestClient) -> None:
    assert "/q" in faults_of(client.get("/graph/search?q=red&q=red"))
    assert client.get("/graph/search?facet=color&facet=size&filter=color:red&filter=color:blue").status_code == 200


def test_empty_cursor_is_the_beginning_of_every_list(client: TestClient) -> None:
    for path in ("/items", "/graph/search", "/graph/changes"):
        assert client.get(path, params={"cursor": ""}).status_code == 200
