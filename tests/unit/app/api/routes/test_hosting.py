"""`/ping` and `/invocations`, the requests of SageMaker to a container."""

import json
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.extraction.extractor import Extractor
from model.bundle import Bundle
from model.tf_serving import to_request, to_rows
from tests.contract.golden import GOLDEN
from tests.stand_ins.held import JSON, OpenClient, faults_of
from tests.stand_ins.tagger import FakeTagger

LINES = {"Content-Type": "application/jsonlines"}


def lines_of(client: TestClient, *records: Any) -> list[Any]:
    body = "".join(each if isinstance(each, str) else json.dumps(each) + "\n" for each in records)
    response = client.post("/invocations", content=body.encode(), headers=LINES)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/jsonlines"
    assert response.text.endswith("\n")
    return [json.loads(line) for line in response.text.splitlines()]


def test_a_byte_order_mark_before_the_first_line_says_nothing(client: TestClient) -> None:
    answers = lines_of(client, "\ufeff", {"id": "a", "sentence": "red mug"}, {"id": "b", "sentence": "red mug"})
    assert [answer["id"] for answer in answers] == ["a", "b"]


def test_ping_says_that_the_container_works(client: TestClient) -> None:
    assert (client.get("/ping").status_code, client.get("/ping").json()) == (200, {})


def test_execution_parameters_are_what_the_engine_does_at_once(client: TestClient) -> None:
    expected = {"MaxConcurrentTransforms": 1, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6}
    assert client.get("/execution-parameters").json() == expected


def test_documents_are_answered_as_by_extract(client: TestClient) -> None:
    body = {"documents": [{"text": "Nike red cotton shirt"}], "labels": ["BRAND"]}
    assert client.post("/invocations", json=body).json() == client.post("/extract", json=body).json()


def test_the_samples_list_is_answered_in_its_form(client: TestClient) -> None:
    sent = [{"id": 7, "sentence": "Nike red stainless steel shirt"}, {"id": "b", "sentence": ""}, {"sentence": "red"}]
    assert client.post("/invocations", json=sent).json() == [
        {
            "id": 7,
            "sentence": "Nike red stainless steel shirt",
            "nerc_properties": {
                "brand": ["Nike"],
                "color": ["red"],
                "material": ["stainless steel"],
                "category": ["shirt"],
            },
        },
        {"id": "b", "sentence": "", "nerc_properties": {}},
        {"id": "", "sentence": "red", "nerc_properties": {"color": ["red"]}},
    ]


def test_a_thousand_sentences_are_one_call_as_in_the_sample(client: TestClient) -> None:
    sent = [{"id": n, "sentence": "red"} for n in range(1000)]
    assert [each["id"] for each in client.post("/invocations", json=sent).json()] == list(range(1000))


def test_items_are_answered_as_they_would_be_stored(client: TestClient) -> None:
    item = {"id": "a", "title": "Nike shirt", "text": "red", "properties": {"price": "9.90 EUR"}}
    (found,) = lines_of(client, item)
    assert client.get("/items/a").status_code == 404
    stored = client.put("/items/a", json=item).json()
    assert found["given"] == [["price", "9.90 EUR"]]
    assert len(found["fingerprint"]) == 64
    for answer in (found, stored):
        for each in answer["properties"]:
            each.pop("extracted_at")
    assert found["properties"] == stored["properties"]
    assert {each["name"] for each in found["properties"]} == {"brand", "category", "color", "price"}


def test_every_line_has_its_line_in_order_and_bad_ones_say_what_is_wrong(client: TestClient) -> None:
    sent = ['{"id": "a", "title": "red"}\n', "no JSON\n", '{"id": "c"', "\n", "\n", '{"id": 4, "sentence": "red"}\n']
    sent += ['{"id": "e", "color": "red"}\n', "[1]\n", '{"title": "no id"}']
    found = lines_of(client, *sent)
    assert [each.get("id") for each in found] == ["a", None, None, None, 4, "e", None, None]
    assert [("error" in each) for each in found] == [False, True, True, True, False, True, True, True]
    assert [each.get("line") for each in found] == [None, 2, 3, 4, None, 6, 7, 8]
    assert "/color" in found[5]["error"]
    assert "/id" in found[7]["error"]


def test_a_text_beyond_the_limit_is_named_by_line(open_client: OpenClient) -> None:
    client = open_client(max_characters=5)
    found = lines_of(client, {"id": "a", "title": "123456"}, {"id": 1, "sentence": "123456"}, {"id": "c", "text": "1"})
    assert [each.get("error") for each in found[:2]] == [
        "/title: 6 characters; expected at most 5",
        "/sentence: 6 characters; expected at most 5",
    ]
    assert "error" not in found[2]


def test_lines_wait_for_a_service_that_is_busy(open_client: OpenClient) -> None:
    client = open_client(queue=1, threads=1)
    found = lines_of(client, *({"id": n, "sentence": "red"} for n in range(300)))
    assert [each["id"] for each in found] == list(range(300))


def test_windows_are_answered_as_by_tensorflow_serving(client: TestClient, bundle: Bundle) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle))
    windows = [window for each in extractor.cut(GOLDEN) for window in each.windows]
    answer = client.post("/invocations", content=to_request(windows), headers=JSON)
    for left, right in zip(to_rows(answer.content, windows), FakeTagger(bundle).tag(windows), strict=True):
        np.testing.assert_allclose(left, right, atol=1e-6)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ("{}", ""),
        ("7", ""),
        ('{"documents": []}', "/documents"),
        ('{"documents": [{"text": "a"}], "labels": ["NONE"]}', "/labels/0"),
        ('[{"sentence": 7}]', "/0/sentence"),
        ('[{"id": 1}]', "/0/sentence"),
        ('{"inputs": 7}', "/inputs"),
        ('{"inputs": {"ids": [[1]], "mask": [[1, 1]]}}', "/inputs/mask"),
        ('{"inputs": {"ids": [[1], [1, 2]], "mask": [[1], [1, 1]]}}', "/inputs/ids"),
        ('{"inputs": {"ids": [["a"]], "mask": [[1]]}}', "/inputs/ids"),
        ('{"inputs": {"ids": [[30000000]], "mask": [[1]]}}', "/inputs/ids"),
        ('{"inputs": {"ids": [[101]], "mask": [[2]]}}', "/inputs/mask"),
    ],
)
def test_another_form_is_refused_and_named(client: TestClient, body: str, pointer: str) -> None:
    response = client.post("/invocations", content=body.encode(), headers=JSON)
    assert response.status_code == 422, response.text
    assert pointer in faults_of(response)


def test_another_media_type_is_refused(client: TestClient) -> None:
    response = client.post("/invocations", content=b"id,text", headers={"Content-Type": "text/csv"})
    assert response.status_code == 415
    assert "application/jsonlines" in response.json()["detail"]
