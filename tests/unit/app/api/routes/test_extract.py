"""`POST /extract`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.graph.sqlite import SqliteStore
from model.bundle import Bundle
from tests.stand_ins.held import JSON, OpenClient, faults_of, problem_of
from tests.stand_ins.tagger import FakeTagger


def extract(client: TestClient, *texts: str, **more: Any) -> Any:
    response = client.post("/extract", json={"documents": [{"text": text} for text in texts], **more})
    assert response.status_code == 200, response.text
    return response.json()


def test_answer_names_the_model_and_its_labels(client: TestClient, bundle: Bundle) -> None:
    manifest = bundle.manifest
    expected = {"name": manifest.name, "version": manifest.version, "labels": list(manifest.labels)}
    assert extract(client, "Nike")["model"] == expected


def test_document_is_answered_as_the_contract_says(client: TestClient) -> None:
    (document,) = extract(client, "Nike red cotton shirt, size XL")["documents"]
    score = document["spans"][0]["score"]
    assert 0.5 < score <= 1
    by_model = {"finder": "model"}
    assert document == {
        "id": "0",
        "characters": 30,
        "windows": 1,
        "spans": [
            {"start": 0, "end": 4, "label": "BRAND", "text": "Nike", "score": score, **by_model},
            {"start": 5, "end": 8, "label": "COLOR", "text": "red", "score": score, **by_model},
            {"start": 9, "end": 15, "label": "MATERIAL", "text": "cotton", "score": score, **by_model},
            {"start": 16, "end": 21, "label": "CATEGORY", "text": "shirt", "score": score, **by_model},
            {"start": 28, "end": 30, "label": "SIZE", "text": "XL", "score": score, **by_model},
        ],
        "properties": [
            {"name": "brand", "value": "nike", "display": "Nike", "score": score, "mentions": [[0, 4]]},
            {"name": "color", "value": "red", "display": "red", "score": score, "mentions": [[5, 8]]},
            {"name": "material", "value": "cotton", "display": "cotton", "score": score, "mentions": [[9, 15]]},
            {"name": "category", "value": "shirt", "display": "shirt", "score": score, "mentions": [[16, 21]]},
            {"name": "size", "value": "xl", "display": "XL", "score": score, "mentions": [[28, 30]]},
        ],
    }


def test_id_is_returned_as_sent_and_defaults_to_the_position(client: TestClient) -> None:
    documents = [{"text": "a"}, {"id": "mine", "text": "b"}, {"text": "c"}, {"id": "", "text": "d"}]
    answer = client.post("/extract", json={"documents": documents}).json()
    assert [document["id"] for document in answer["documents"]] == ["0", "mine", "2", ""]


def test_same_id_twice_is_two_documents_in_the_order_sent(client: TestClient) -> None:
    documents = [{"id": "a", "text": "red"}, {"id": "a", "text": "blue"}]
    answer = client.post("/extract", json={"documents": documents}).json()["documents"]
    assert [each["properties"][0]["value"] for each in answer] == ["red", "blue"]


@pytest.mark.parametrize(
    "text",
    [
        "👟 Nike 🟥 red",
        "Ｎｉｋｅ — café red",
        "nike\r\n\tred\u00a0shirt",
        "👩‍👩‍👧 red, İstanbul red",
        "e\u0301 red\u0301 nike",
    ],
)
def test_offsets_are_code_points_of_the_text_as_sent(client: TestClient, text: str) -> None:
    (document,) = extract(client, text)["documents"]
    assert document["characters"] == len(text)
    assert document["spans"]
    for span in document["spans"]:
        assert text[span["start"] : span["end"]] == span["text"]


def test_text_of_many_windows_is_read_to_its_end(client: TestClient) -> None:
    text = "plain words " * 1000 + "nike"
    (document,) = extract(client, text)["documents"]
    assert document["windows"] > 1
    assert [(span["start"], span["text"]) for span in document["spans"]] == [(12_000, "nike")]


def test_mentions_of_one_value_are_one_property(client: TestClient) -> None:
    (document,) = extract(client, "Red shirt, RED shoe")["documents"]
    (color,) = [prop for prop in document["properties"] if prop["name"] == "color"]
    assert (color["value"], color["display"], color["mentions"]) == ("red", "Red", [[0, 3], [11, 14]])


def test_quantity_has_number_and_unit(bundle: Bundle, open_client: OpenClient) -> None:
    client = open_client(tagger=FakeTagger(bundle, {"2": "B-QUANTITY", "kg": "I-QUANTITY", "red": "B-COLOR"}))
    (document,) = extract(client, "2 kg red")["documents"]
    quantity, color = document["properties"]
    assert (quantity["value"], quantity["number"], quantity["unit"]) == ("2000 g", 2000, "g")
    assert "number" not in color


def test_labels_leave_the_others_out(client: TestClient) -> None:
    (document,) = extract(client, "Nike red shirt", labels=["COLOR", "BRAND"])["documents"]
    assert [span["label"] for span in document["spans"]] == ["BRAND", "COLOR"]
    assert [prop["name"] for prop in document["properties"]] == ["brand", "color"]


def test_unknown_labels_are_all_named(client: TestClient) -> None:
    body = {"documents": [{"text": "red"}], "labels": ["COLOR", "COLOUR", "brand"]}
    faults = faults_of(client.post("/extract", json=body))
    assert set(faults) == {"/labels/1", "/labels/2"}
    assert "'COLOUR'" in faults["/labels/1"]
    assert "BRAND" in faults["/labels/1"]


def test_min_score_leaves_spans_below_it_out(bundle: Bundle, open_client: OpenClient) -> None:
    client = open_client(tagger=FakeTagger(bundle, certainty=0.6))
    assert extract(client, "red")["documents"][0]["spans"]
    assert extract(client, "red", min_score=0.99)["documents"][0]["spans"] == []


def test_min_score_zero_keeps_what_the_default_leaves_out(bundle: Bundle, open_client: OpenClient) -> None:
    client = open_client(tagger=FakeTagger(bundle, certainty=0.4))
    assert extract(client, "red")["documents"][0]["spans"] == []
    assert extract(client, "red", min_score=0)["documents"][0]["spans"]


@pytest.mark.parametrize("min_score", [-0.1, 1.1, "high"])
def test_min_score_outside_0_and_1_is_named(client: TestClient, min_score: Any) -> None:
    body = {"documents": [{"text": "red"}], "min_score": min_score}
    assert set(faults_of(client.post("/extract", json=body))) == {"/min_score"}


@pytest.mark.parametrize("text", ["", "   \n\t "])
def test_text_without_words_has_no_spans(client: TestClient, text: str) -> None:
    (document,) = extract(client, text)["documents"]
    assert (document["characters"], document["spans"], document["properties"]) == (len(text), [], [])


def test_256_documents_are_read_and_257_are_not(client: TestClient) -> None:
    assert len(extract(client, *["red"] * 256)["documents"]) == 256
    faults = faults_of(client.post("/extract", json={"documents": [{"text": "red"}] * 257}))
    assert set(faults) == {"/documents"}
    assert "257" in faults["/documents"]
    assert "256" in faults["/documents"]


def test_no_documents_are_refused(client: TestClient) -> None:
    assert set(faults_of(client.post("/extract", json={"documents": []}))) == {"/documents"}
    assert set(faults_of(client.post("/extract", json={}))) == {"/documents"}


def test_every_document_over_the_limit_of_characters_is_named(open_client: OpenClient) -> None:
    client = open_client(max_characters=10)
    documents = [{"text": "x" * 11}, {"text": "👟" * 10}, {"text": "x" * 12}]
    faults = faults_of(client.post("/extract", json={"documents": documents}), 413)
    assert set(faults) == {"/documents/0/text", "/documents/2/text"}
    assert "11" in faults["/documents/0/text"]
    assert "10" in faults["/documents/0/text"]


def test_every_fault_is_named_by_its_pointer(client: TestClient) -> None:
    documents = [{"text": 1}, {}, {"text": "a", "id": 5}, {"text": "a", "lang": "en"}, "text"]
    faults = faults_of(client.post("/extract", json={"documents": documents, "label": "COLOR"}))
    expected = {
        "/documents/0/text",
        "/documents/1/text",
        "/documents/2/id",
        "/documents/3/lang",
        "/documents/4",
        "/label",
    }
    assert set(faults) == expected


def test_half_of_a_surrogate_pair_is_named(client: TestClient) -> None:
    response = client.post("/extract", content=b'{"documents": [{"text": "red \\ud83d"}]}', headers=JSON)
    assert "character 4" in faults_of(response)["/documents/0/text"]


def test_extract_stores_nothing(client: TestClient, store: SqliteStore) -> None:
    extract(client, "Nike red shirt")
    assert store.count() == 0


def test_store_that_is_away_does_not_matter(open_client: OpenClient, away_store: Any) -> None:
    client = open_client()
    away_store.away = True
    assert extract(client, "red")["documents"][0]["spans"]
    problem_of(client.get("/items"), 503)


@pytest.mark.parametrize("score", ["0.5", True, "NaN", 1.5])
def test_score_must_be_a_number_from_0_to_1(client: TestClient, score: object) -> None:
    asked = {"documents": [{"text": "red"}], "min_score": score}
    assert set(faults_of(client.post("/extract", json=asked))) == {"/min_score"}
