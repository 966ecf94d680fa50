"""Health, readiness and metrics."""

from datetime import UTC, datetime

from fastapi.testclient import TestClient

from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.stand_ins.held import NDJSON, AwayStore, OpenClient, problem_of
from tests.stand_ins.tagger import FakeTagger


def test_healthz_answers_even_when_the_graph_is_away(open_client: OpenClient, away_store: AwayStore) -> None:
    client = open_client()
    away_store.away = True
    assert client.get("/healthz").json() == {"status": "ok"}


def test_readyz_names_the_model_and_counts_the_items(client: TestClient, bundle: Bundle) -> None:
    client.put("/items/a", json={})
    state = client.get("/readyz").json()
    assert state["index"] == {"kind": "embedded", "state": "ready", "read": 0, "place": "1"}
    assert (state["status"], state["model"], state["digest"], state["items"]) == (
        "ready",
        bundle.model,
        bundle.digest,
        1,
    )
    assert datetime.fromisoformat(state["since"]) < datetime.now(UTC)


def test_readyz_names_the_vocabulary_of_an_idle_process(client: TestClient, store: SqliteStore) -> None:
    assert client.get("/readyz").json()["vocabulary"] == store.vocabulary_version()


def test_readyz_is_503_with_the_reason_while_the_graph_is_away(open_client: OpenClient, away_store: AwayStore) -> None:
    client = open_client()
    away_store.away = True
    assert "the disk is away" in problem_of(client.get("/readyz"), 503)["detail"]
    away_store.away = False
    assert client.get("/readyz").status_code == 200


def test_metrics_count_what_was_read_and_written(own_client: TestClient) -> None:
    own_client.post("/extract", json={"documents": [{"text": "red"}, {"text": "blue"}]})
    own_client.put("/items/a", json={"title": "red"})
    own_client.put("/items/a", json={"title": "red"})
    own_client.post("/items/bulk", content=b'{"id": "b"}\n{"id": "a", "title": "blue"}\n{\n', headers=NDJSON)
    response = own_client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    assert "itemgraph_documents_total 8.0" in lines  # Two texts to extract, and title and text of three items.
    assert 'itemgraph_items_total{status="created"} 2.0' in lines
    assert 'itemgraph_items_total{status="updated"} 1.0' in lines
    assert 'itemgraph_items_total{status="unchanged"} 1.0' in lines
    assert "itemgraph_overloaded_total 0.0" in lines
    assert "itemgraph_batches_total 3.0" in lines  # What is empty or unchanged is not read.
    assert "itemgraph_word_pieces_total 12.0" in lines  # Four words, each between its two special pieces.
    assert "itemgraph_skipped_total 0.0" in lines


def test_metrics_tell_how_often_a_text_was_known(settings: Settings, bundle: Bundle, store: SqliteStore) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle), cache=1_000_000)
    with TestClient(build_app(assemble(settings, extractor, store))) as client:
        for _ in range(3):
            client.post("/extract", json={"documents": [{"text": "red"}, {"text": "blue"}]})
        lines = client.get("/metrics").text.splitlines()
    assert {"itemgraph_cache_hits_total 4.0", "itemgraph_cache_misses_total 2.0"} <= set(lines)


def test_two_services_in_one_process_do_not_mix(own_client: TestClient, open_client: OpenClient) -> None:
    other = open_client()
    own_client.put("/items/a", json={})
    assert 'status="created"' in own_client.get("/metrics").text
    assert 'status="created"' not in other.get("/metrics").text


def test_the_graph_itself_answers_if_no_index_is_wanted(open_client: OpenClient) -> None:
    client = open_client(index="none")
    client.put("/items/a", json={"title": "red"})
    assert client.get("/readyz").json()["index"] == {"kind": "none", "state": "ready", "read": 0, "place": None}
    assert client.get("/graph/search?q=red").json()["total"] == 1
    assert "itemgraph_index_items" not in client.get("/metrics").text


def test_metrics_show_the_index(client: TestClient) -> None:
    client.put("/items/a", json={"title": "red"})
    lines = client.get("/metrics").text.splitlines()
    assert {"itemgraph_index_ready 1.0", "itemgraph_index_items 1.0", "itemgraph_index_segments 1.0"} <= set(lines)


def test_start_page_leads_somewhere(client: TestClient) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
