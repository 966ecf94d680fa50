"""Calls of a cluster that is busy, slow, or not there."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.errors import StoreError
from app.index.opensearch.address import Address
from app.index.opensearch.client import Action, Client


class Cluster:
    """Answers with the statuses and bodies that it is given, in turn, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, Any]] = []
        self.asked: list[tuple[str, bytes, dict[str, str]]] = []
        cluster = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                cluster.asked.append((self.path, body, dict(self.headers)))
                status, answer = cluster.answers.pop(0)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST  # noqa: N815 (the name that the library wants)

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    found = Cluster()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def client(cluster: Cluster) -> Iterator[Client]:
    found = Client(Address.parse(cluster.url), deadline=0.5)
    yield found
    found.close()


def done(*statuses: int) -> tuple[int, Any]:
    return 200, {"items": [{"index": {"_id": str(n), "status": status}} for n, status in enumerate(statuses)]}


TWO: list[Action] = [({"index": {"_id": "0"}}, {"a": 1}), ({"delete": {"_id": "1"}}, None)]


def test_a_busy_cluster_is_asked_again(cluster: Cluster, client: Client) -> None:
    cluster.answers = [(429, {}), (503, {}), (200, {"found": True})]
    assert client.call("GET", "/items/_doc/1") == {"found": True}
    assert len(cluster.asked) == 3


def test_what_is_not_there_is_none(cluster: Cluster, client: Client) -> None:
    cluster.answers = [(404, {})]
    assert client.call("GET", "/items/_doc/1") is None


def test_a_refusal_is_not_tried_again_and_its_reason_is_not_public(cluster: Cluster, client: Client) -> None:
    cluster.answers = [(400, {"error": "no such field"})]
    with pytest.raises(StoreError, match="no such field") as refused:
        client.call("POST", "/items/_search", {})
    assert cluster.url.removeprefix("http://") in str(refused.value)
    assert refused.value.public == "the index cannot be reached, or refuses a request"


def test_documents_without_room_are_sent_again_and_older_versions_are_told(cluster: Cluster, client: Client) -> None:
    cluster.answers = [done(201, 429), done(200, 409)]
    assert [each["status"] for each in client.write(TWO)] == [200, 409]
    first, second = (body for _, body, _ in cluster.asked)
    assert first == second == b'{"index": {"_id": "0"}}\n{"a": 1}\n{"delete": {"_id": "1"}}\n'


def test_a_document_that_is_refused_is_an_error(cluster: Cluster, client: Client) -> None:
    cluster.answers = [done(201, 400)]
    with pytest.raises(StoreError, match="1 documents were refused"):
        client.write(TWO)


def test_large_writes_go_in_parts(cluster: Cluster, client: Client) -> None:
    cluster.answers = [done(201), done(201)]
    large = {"text": "x" * 3_000_000}
    assert len(client.write([({"index": {}}, large), ({"index": {}}, large)], refresh=True)) == 2
    assert [path for path, *_ in cluster.asked] == ["/_bulk?refresh=true"] * 2


def test_answers_of_a_part_of_the_shards_are_none(cluster: Cluster, client: Client) -> None:
    shards = {"total": 2, "successful": 1, "failed": 1}
    cluster.answers = [(200, {"responses": [{"timed_out": False, "_shards": shards}]})]
    with pytest.raises(StoreError, match="successful"):
        client.search("items", {})


def test_requests_are_signed(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    client = Client(Address(cluster.url, region="eu-west-1"))
    cluster.answers = [(200, {})]
    client.call("POST", "/items/_search", {"size": 0}, routing="1")
    client.close()
    (path, body, headers), *_ = cluster.asked
    assert (path, body) == ("/items/_search?routing=1", b'{"size": 0}')
    assert "/eu-west-1/es/aws4_request" in headers["Authorization"]
    assert "host" in headers["Authorization"]


def test_a_cluster_that_is_not_there_is_an_error_soon() -> None:
    client = Client(Address.parse("http://127.0.0.1:1"), deadline=0.2)
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1"):
        client.call("GET", "/")
    client.close()
