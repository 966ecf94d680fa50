"""A real process tells what it does in lines of JSON, and believes only the proxies that it trusts."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.integration.process import serving
from tests.stand_ins.collector import Collector

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def line_of(folder: Path, request_id: str) -> dict[str, Any]:
    """The line of a request, which is written when the answer has left. The process also greets in plain text."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        lines: list[dict[str, Any]] = [
            json.loads(line) for line in (folder / "log").read_text().splitlines() if line.startswith("{")
        ]
        if found := [each for each in lines if each.get("request_id") == request_id]:
            return found[0]
        time.sleep(0.02)
    raise AssertionError((folder / "log").read_text())


@pytest.mark.parametrize(("trusted", "address"), [("10.0.0.0/8", "127.0.0.1"), ("127.0.0.0/8", "192.0.2.7")])
def test_the_address_of_a_caller_is_that_of_a_trusted_proxy(tmp_path: Path, trusted: str, address: str) -> None:
    logs = {"LOG_FORMAT": "json", "LOG_LEVEL": "info", "TRUSTED_PROXIES": trusted}
    with serving(tmp_path, **logs) as (_, client):
        client.get("/items", headers={"X-Forwarded-For": "192.0.2.7", "X-Request-Id": "mine"})
        line = line_of(tmp_path, "mine")
    assert (line["logger"], line["operation"], line["address"]) == ("access", "listItems", address)


def test_the_parts_of_a_request_are_spans_of_the_callers_trace(tmp_path: Path) -> None:
    with Collector() as collector:
        with serving(tmp_path, OPENTELEMETRY="true", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url) as (process, client):
            client.headers["traceparent"] = f"00-{TRACE}-00f067aa0ba902b7-01"
            client.put("/items/a", json={"title": "red shirt"})
            client.get("/graph/search", params={"q": "red shirt"})
            process.terminate()
            process.wait(30)
        spans = collector.spans()
    own = [span for span in spans if span.trace_id.hex() == TRACE]
    named = {span.span_id: span for span in own}

    def request_of(span: Any) -> str:
        while span.parent_span_id in named:
            span = named[span.parent_span_id]
        return str(span.name)

    parts = {(request_of(span), span.name) for span in own}
    assert {("PUT /items/{id}", part) for part in ("tokenize", "tag", "standardize", "store")} <= parts
    assert ("GET /graph/search", "index") in parts
