"""`GET /graph/export`."""

import io
import json
import tarfile
from typing import Any

import pytest
from fastapi.testclient import TestClient

ITEMS = [{"id": f"sku-{n}", "title": "Red Nike shoe", "properties": {"price": f"{n} EUR"}} for n in range(3)]


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    client.post("/items", json={"items": ITEMS}).raise_for_status()
    return client


def export(client: TestClient, form: str) -> Any:
    return client.get("/graph/export", params={"format": form})


def test_jsonl_is_every_item_as_get_answers_it_with_what_was_given(shop: TestClient) -> None:
    found = export(shop, "jsonl")
    exported = [json.loads(line) for line in found.text.splitlines()]
    sent = {each["id"]: each.get("properties", {}) for each in ITEMS}
    assert [dict(each.pop("given")) for each in exported] == [sent[each["id"]] for each in exported]
    assert exported == shop.get("/items").json()["items"]
    assert found.headers["content-type"] == "application/x-ndjson"
    assert shop.get("/graph/export").text == found.text


def test_neptune_csv_is_a_tar_of_vertices_and_edges(shop: TestClient) -> None:
    with tarfile.open(fileobj=io.BytesIO(export(shop, "neptune-csv").content)) as archive:
        names = archive.getnames()
    assert names == [
        "vertices/item-00000.csv",
        "vertices/property-00000.csv",
        "vertices/word-00000.csv",
        "edges/has-00000.csv",
        "edges/says-00000.csv",
    ]


@pytest.mark.parametrize(("form", "begin"), [("ntriples", "<http://"), ("graphml", "<?xml")])
def test_other_formats_are_named_files(shop: TestClient, form: str, begin: str) -> None:
    found = export(shop, form)
    assert found.text.startswith(begin)
    assert found.headers["content-disposition"].startswith('attachment; filename="graph.')


def test_an_empty_graph_is_an_empty_file(client: TestClient) -> None:
    assert export(client, "jsonl").content == b""


def test_an_unknown_format_names_the_known(client: TestClient) -> None:
    found = export(client, "xml")
    assert found.status_code == 422
    assert found.json()["errors"][0]["pointer"] == "/format"
