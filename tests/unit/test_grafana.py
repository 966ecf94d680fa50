"""The dashboard asks for metrics that the service has."""

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

DASHBOARD = json.loads((Path(__file__).resolve().parents[2] / "docker/grafana/dashboard.json").read_text())
EXPRESSIONS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
# Only a service with this part has them.
OPTIONAL = {"itemgraph_graph_retries_total", "itemgraph_graph_refused_total", "itemgraph_model_failures_total"}


@pytest.fixture
def labels(own_client: TestClient) -> dict[str, set[str]]:
    """The labels of each metric of a service that has answered requests."""
    own_client.put("/items/a", json={"title": "red shirt"})
    families = text_string_to_metric_families(own_client.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples]
    return {sample.name: set(sample.labels) for sample in samples} | {"itemgraph_limited_total": {"by"}}


def test_every_expression_names_metrics_and_labels_of_the_service(labels: dict[str, set[str]]) -> None:
    for expression in EXPRESSIONS:
        names = set(re.findall(r"itemgraph_\w+", expression))
        assert names
        assert names <= set(labels) | OPTIONAL, expression
        known = {"job", "instance"}.union(*(labels.get(name, set()) for name in names))
        grouped = {word.strip() for words in re.findall(r"by \(([^)]*)\)", expression) for word in words.split(",")}
        matched = set(re.findall(r"(\w+)=~?\"", expression))
        assert grouped | matched <= known, expression


def test_the_panels_have_places_of_their_own() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places) == len({panel["id"] for panel in DASHBOARD["panels"]})
