"""`python -m tests.benchmark.graph_parity DATA`: loads real items into both stores by the API and asks both the same.

Loads the 2,465 items of the retail demo store by `POST /items`, read by the shipped model, and compares the answers to
ten searches (two pages each, with facets), to three `similar` and to two `compare`. Needs Java and Maven.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from app.extraction.bundles import open_bundle
from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.graph.gremlin import GremlinStore
from app.graph.sqlite import SqliteStore
from app.index.index import AnsweringStore
from app.main import assemble, build_app
from app.settings import Settings
from tests.gremlin import free_port, start_server, url_of

_ITEMS_OF_A_CALL = 100
SEARCHES: list[dict[str, Any]] = [
    {"q": "red leather backpack"},
    {"q": "navy blue shirt for men under 60"},
    {"q": "wooden kitchen stool", "filter": ["category:furniture"]},
    {"q": "", "filter": ["price:20..40", "-category:accessories"], "sort": "price"},
    {"q": "watrproof jacket", "facet": ["color", "material", "category"]},
    {"q": "gold earrings", "sort": "-price"},
    {"q": "garden tools with handle", "facet": ["style"]},
    {"q": "", "filter": ["color:black", "color:white"], "facet": ["color", "brand"]},
    {"q": "cotton", "sort": "title", "filter": ["gender_affinity:f"]},
    {"q": "speaker between 50 and 150", "facet": ["feature"], "sort": "-updated_at"},
]


def main(data: Path) -> int:
    lines = (data / "catalog" / "retail_demo_store.jsonl").read_text().splitlines()
    items = [_to_item(json.loads(line)) for line in lines]
    server = start_server(free_port(), evaluation=60.0)
    try:
        with tempfile.TemporaryDirectory() as folder:
            stores: dict[str, AnsweringStore] = {
                "SQLite": SqliteStore(Path(folder) / "graph.sqlite"),
                "Gremlin": GremlinStore(url_of(server)),
            }
            answers = {name: _ask(name, store, items) for name, store in stores.items()}
    finally:
        server.kill()
    one, other = answers.values()
    same = sum(map(_is_same, one, other))
    print(f"{same} of {len(one)} answers are identical")
    return int(same != len(one))


def _to_item(record: dict[str, Any]) -> dict[str, Any]:
    given = {key: record[key] for key in ("category", "style", "price", "gender_affinity") if record.get(key)}
    return {"id": record["id"], "title": record["title"], "text": record["description"], "properties": given}


def _ask(name: str, store: AnsweringStore, items: list[dict[str, Any]]) -> list[Any]:
    settings = Settings()
    bundle = open_bundle(settings)
    service = assemble(settings, Extractor(bundle, open_tagger(settings, bundle)), store)
    with TestClient(build_app(service)) as client:
        start = time.monotonic()
        for begin in range(0, len(items), _ITEMS_OF_A_CALL):
            client.post("/items", json={"items": items[begin : begin + _ITEMS_OF_A_CALL]}).raise_for_status()
        loaded = time.monotonic() - start
        start = time.monotonic()
        answers = [page for asked in SEARCHES for page in _pages(client, asked)]
        ids = [item["id"] for item in items[::900]]
        answers += [client.get(f"/items/{own}/similar").json() for own in ids]
        answers += [client.get("/graph/compare", params={"id": [own, items[0]["id"]]}).json() for own in ids[1:]]
        asked = time.monotonic() - start
    print(f"{name}: {len(items) / loaded:,.0f} items/s, {len(answers)} answers in {asked:.1f} s", flush=True)
    return answers


def _pages(client: TestClient, asked: dict[str, Any]) -> list[Any]:
    first = client.get("/graph/search", params=asked).raise_for_status().json()
    if not first["next"]:
        return [first]
    return [first, client.get("/graph/search", params={**asked, "cursor": first["next"]}).raise_for_status().json()]


def _is_same(one: Any, other: Any) -> bool:
    """Whether answers are the same but for the times at which items were read."""
    return json.dumps(_without_times(one)) == json.dumps(_without_times(other))


def _without_times(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {key: _without_times(each) for key, each in answer.items() if key not in ("extracted_at", "next")}
    return [_without_times(each) for each in answer] if isinstance(answer, list) else answer


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")))
