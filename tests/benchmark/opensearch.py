"""Loads the Tate's items over HTTP, and asks a service with the embedded index and one with OpenSearch the same.

Prints whether the answers are the same, and the times of both. Needs a JDK and Maven, or OPENSEARCH_URL.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

from tests.integration.process import serving
from tests.opensearch import opensearch_url
from tests.stand_ins.lookup_bundle import write_lookup_bundle

out = Console(width=140)
_LONGEST_VALUE = 256
_LINES = 2000
# Parameters of `GET /graph/search`.
SEARCHES: Mapping[str, Sequence[tuple[str, str]]] = {
    "a word": [("q", "watercolour")],
    "two words": [("q", "graphite mountain")],
    "words and a facet": [("q", "london bridge"), ("facet", "artist")],
    "filter, two facets": [("filter", "classification:on paper, unique"), ("facet", "artist"), ("facet", "subject")],
    "two filters, two facets": [
        *[("filter", "artist:Joseph Mallord William Turner"), ("filter", "subject:townscape")],
        *[("facet", "medium"), ("facet", "subject")],
    ],
    "excluded, second page": [("q", "boat"), ("filter", "-subject:sea"), ("limit", "50")],
    "a range, sorted": [("filter", "year:1800..1850"), ("sort", "-year"), ("facet", "classification")],
    "misspelt": [("q", "watercolor of a casle")],
    "without a word": [("q", "portrait -oil"), ("facet", "medium")],
    "by title": [("q", "woman"), ("sort", "title")],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=Path, help="tate_artworks.jsonl")
    parser.add_argument("--limit", type=int, default=1_000_000, help="items at most")
    parser.add_argument("--rounds", type=int, default=10, help="times that each search is asked")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = folder / "model"
        model.mkdir()
        own = {"MODEL": str(write_lookup_bundle(model).folder), "LOG_LEVEL": "error"}
        cluster = {**own, "INDEX": "opensearch", "INDEX_URL": opensearch_url(), "INDEX_NAME": "tate"}
        graph = folder / "graph"
        with serving(graph, **own) as (_, embedded):
            began = time.monotonic()
            items = _load(embedded, islice(_items(asked.items), asked.limit))
            out.print(f"{items:,} items loaded over HTTP in {time.monotonic() - began:.0f} s (embedded index)")
            _wait(embedded)
            began = time.monotonic()
            with serving(graph, **cluster) as (_, opensearch):
                _wait(opensearch)
                out.print(f"built on OpenSearch in {time.monotonic() - began:.0f} s")
                _compare({"embedded": embedded, "opensearch": opensearch}, asked.rounds)
                _compare_writes(opensearch, embedded)


def _items(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            values = {name: row[name] for name in ("artist", "medium", "classification", "year")}
            values |= {"subject": row["subjects"], "movement": row["movements"]}
            kept = {name: _cut(value) for name, value in values.items() if value}
            yield {"id": row["id"], "title": row["title"], "text": row["description"], "properties": kept}


def _cut(value: Any) -> Any:
    if isinstance(value, list):
        return [_cut(each) for each in value]
    return value[:_LONGEST_VALUE] if isinstance(value, str) else value


def _load(client: httpx.Client, items: Iterator[dict[str, Any]]) -> int:
    count = 0
    while part := list(islice(items, _LINES)):
        body = "".join(f"{json.dumps(each)}\n" for each in part)
        answer = client.post("/items/bulk", content=body, headers={"Content-Type": "application/x-ndjson"}, timeout=600)
        bad = [line for line in answer.text.splitlines() if '"error"' in line]
        assert answer.status_code == 200, answer.text
        assert not bad, bad[0]
        count += len(part)
    return count


def _wait(client: httpx.Client) -> None:
    while client.get("/readyz").json()["index"]["state"] != "ready":
        time.sleep(0.5)


def _compare(clients: Mapping[str, httpx.Client], rounds: int) -> None:
    table = Table("search", "hits", "same", *(f"{name} p50/p95 ms" for name in clients))
    differing = 0
    for name, parameters in SEARCHES.items():
        answers, times = {}, {}
        for kind, client in clients.items():
            answers[kind] = _pages(client, parameters)
            times[kind] = [_seconds(client, parameters) for _ in range(rounds)]
        first, *others = answers.values()
        same = all(each == first for each in others)
        differing += not same
        shown = [
            f"{np.percentile(each, 50) * 1000:.0f} / {np.percentile(each, 95) * 1000:.0f}" for each in times.values()
        ]
        table.add_row(name, f"{first[0]['total']:,}", "yes" if same else "NO", *shown)
    out.print(table)
    out.print(f"{len(SEARCHES) - differing} of {len(SEARCHES)} searches have the same answers on two pages")


def _pages(client: httpx.Client, parameters: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Returns two pages without what differs from call to call."""
    first = client.get("/graph/search", params=list(parameters))
    assert first.status_code == 200, first.text
    pages = [first.json()]
    if cursor := pages[0]["next"]:
        second = client.get("/graph/search", params=[*parameters, ("cursor", cursor)])
        assert second.status_code == 200, second.text
        pages.append(second.json())
    return [{name: value for name, value in page.items() if name not in ("took_ms", "next")} for page in pages]


def _seconds(client: httpx.Client, parameters: Sequence[tuple[str, str]]) -> float:
    began = time.monotonic()
    client.get("/graph/search", params=list(parameters))
    return time.monotonic() - began


def _compare_writes(writer: httpx.Client, other: httpx.Client) -> None:
    """Writes through one service, and finds it through both."""
    times = []
    for number in range(20):
        word = f"zzyzx{number}"
        began = time.monotonic()
        assert writer.put(f"/items/new-{number}", json={"title": f"A {word}"}).status_code in (200, 201)
        times.append(time.monotonic() - began)
        for client in (writer, other):
            hits = client.get("/graph/search", params={"q": word}).json()["hits"]
            assert [each["id"] for each in hits] == [f"new-{number}"]
    out.print(
        f"20 writes through OpenSearch's service were found by both at once; p50 {np.median(times) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
