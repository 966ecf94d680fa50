"""The service below a path of a proxy."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.stand_ins.held import OpenClient

ROOT = "/catalog/v1"


@pytest.fixture
def client(open_client: OpenClient) -> TestClient:
    return open_client(root_path=ROOT)


@pytest.mark.parametrize("prefix", [ROOT, ""])
def test_requests_are_answered_whether_the_proxy_strips_the_path_or_not(client: TestClient, prefix: str) -> None:
    assert client.put(f"{prefix}/items/a%2Fb", json={"title": "red shirt"}).status_code == 200
    assert client.get(f"{prefix}/items/a%2Fb/similar").json()["item"] == "a/b"
    assert client.get(f"{prefix}/graph/search", params={"q": "shirt"}).json()["total"] == 1
    assert client.get(f"{prefix}/items/none").json()["instance"] == f"{ROOT}/items/none"
    assert client.get(f"{prefix}/").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_ask_for_what_lies_below_the_path(client: TestClient, path: str) -> None:
    page = client.get(path).text
    named = re.findall(r"(?:src|href|url|spec-url)[\"']?\s*[=:]\s*[\"'](/[^\"']+)", page)
    assert named
    assert all(each.startswith(f"{ROOT}/") for each in named)
    assert [each for each in named if client.get(each).status_code != 200] == []


def test_the_document_names_the_path_as_its_server(client: TestClient) -> None:
    assert client.get(f"{ROOT}/openapi.json").json()["servers"] == [{"url": ROOT}]


def test_scopes_hold_below_the_path(open_client: OpenClient) -> None:
    client = open_client(root_path=ROOT, admin_token="a token of sixteen or more", docs_scope="read")
    for prefix in (ROOT, ""):
        for path in ("/items", "/docs", "/openapi.json", "/graph/search"):
            assert client.get(prefix + path).status_code == 401
        assert client.get(f"{prefix}/healthz").status_code == 200


def test_a_path_that_only_begins_alike_is_not_the_prefix(client: TestClient) -> None:
    assert client.get(f"{ROOT}2/items").status_code == 404
