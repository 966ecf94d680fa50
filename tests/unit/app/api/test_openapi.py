"""The OpenAPI document, and the pages that show it."""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from model.bundle import Bundle

METHODS = ("get", "put", "post", "delete")


@pytest.fixture
def document(client: TestClient) -> Any:
    return client.get("/openapi.json").json()


@pytest.fixture
def operations(document: Any) -> dict[str, Any]:
    """Operations by method and path."""
    return {
        f"{method} {path}": entry
        for path, methods in document["paths"].items()
        for method, entry in methods.items()
        if method in METHODS
    }


def test_every_operation_of_the_contract_is_there(operations: dict[str, Any]) -> None:
    expected = {
        "post /extract": "extract",
        "post /items": "putItems",
        "post /items/bulk": "bulkItems",
        "get /items": "listItems",
        "put /items/{id}": "putItem",
        "get /items/{id}": "getItem",
        "delete /items/{id}": "deleteItem",
        "get /items/{id}/similar": "similarItems",
        "get /graph/search": "search",
        "get /healthz": "health",
        "get /readyz": "ready",
        "get /metrics": "metrics",
    }
    assert {key: operations[key]["operationId"] for key in expected if key in operations} == expected


def test_every_operation_has_its_own_id_and_says_what_it_does(operations: dict[str, Any]) -> None:
    ids = [operation.get("operationId") for operation in operations.values()]
    assert None not in ids
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][A-Za-z]*", each) for each in ids)
    for key, operation in operations.items():
        assert operation.get("summary"), key
        assert operation.get("description"), key


def test_every_body_has_a_schema_and_an_example(document: Any, operations: dict[str, Any]) -> None:
    for key, operation in operations.items():
        for media, content in operation.get("requestBody", {}).get("content", {}).items():
            schema = resolved(document, content["schema"])
            assert schema, (key, media)
            assert "example" in content or "examples" in content or "examples" in schema, (key, media)


def test_examples_name_the_shipped_model(document: Any, shipped: Bundle) -> None:
    assert set(re.findall(r"products@[0-9.]+", json.dumps(document))) == {shipped.model, "products@0.5.0"}
    read_by = document["components"]["schemas"]["ExtractOut"]["examples"][0]["model"]
    assert f"{read_by['name']}@{read_by['version']}" == shipped.model


def test_every_answer_has_an_example_or_a_schema(operations: dict[str, Any]) -> None:
    for key, operation in operations.items():
        for status, answer in operation["responses"].items():
            if status in ("204", "304"):
                continue
            assert answer.get("content"), (key, status)
            for content in answer["content"].values():
                assert content.get("schema") or content.get("example"), (key, status)


def test_every_error_is_described_as_problem_details(operations: dict[str, Any]) -> None:
    for key, operation in operations.items():
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert set(answer["content"]) == {"application/problem+json"}, (key, status)


def test_every_parameter_has_a_schema(operations: dict[str, Any]) -> None:
    for key, operation in operations.items():
        for parameter in operation.get("parameters", []):
            assert parameter["schema"], (key, parameter["name"])


def test_every_reference_is_defined(document: Any) -> None:
    references = set(re.findall(r'"\$ref": ?"#/components/schemas/([^"]+)"', str(document).replace("'", '"')))
    assert references
    assert references <= set(document["components"]["schemas"])


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_page_names_no_other_host_and_its_assets_answer(client: TestClient, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 200
    assert "http://" not in response.text
    assert "https://" not in response.text
    assets = re.findall(r'(?:src|href)="([^"]+)"', response.text)
    assert assets
    for asset in assets:
        assert asset.startswith("/")
        assert not asset.startswith("//")
        assert client.get(asset).status_code == 200, asset


def resolved(document: Any, schema: Any) -> Any:
    reference = schema.get("$ref")
    return document["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema
