"""`GET /model`."""

from dataclasses import replace

from fastapi.testclient import TestClient

from app.extraction.extractor import Extractor
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger


def test_the_card_states_the_loaded_bundle(client: TestClient, bundle: Bundle) -> None:
    card = client.get("/model").json()
    assert (card["name"], card["version"]) == (bundle.manifest.name, bundle.manifest.version)
    assert card["digest"] == bundle.digest
    assert [each["label"] for each in card["labels"]] == list(bundle.manifest.labels)
    assert {each["property"] for each in card["labels"]} >= {"brand", "color"}
    assert card["temperature"] == bundle.manifest.temperature
    assert card["training"] == bundle.manifest.training


def test_a_threshold_is_the_labels_own_or_that_of_the_service(bundle: Bundle) -> None:
    manifest = bundle.manifest.model_copy(update={"thresholds": {"BRAND": 0.3}})
    own = replace(bundle, manifest=manifest)
    by_label = Extractor(own, FakeTagger(own))
    by_service = Extractor(own, FakeTagger(own), min_score=0.7)
    assert [by_label.threshold(each) for each in ("BRAND", "COLOR")] == [0.3, 0.5]
    assert by_service.threshold("BRAND") == 0.7
    by_label.close()
    by_service.close()
