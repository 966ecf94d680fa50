"""`python -m tests.benchmark.explorer DATA OUTPUT [ITEMS]`: times the explorer by the browser's own clock.

Two graphs: the retail catalog of DATA, read by the shipped model, and ITEMS made ones (100,000). The service is a
process of its own, and so is Chromium. First picture: from the navigation to the first contentful paint. First hits:
to the frame after the first hit. Typing: from a key to the frame with its results; 150 ms of it are the pause that the
page waits for. OUTPUT keeps the graphs.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
from selenium import webdriver

from app.graph.sqlite import SqliteStore
from tests.benchmark.graph_stores.made import make_items
from tests.browser.chromium import launched
from tests.integration.process import serving

_OPENED = 7
_ITEMS_OF_A_CALL = 200
_QUERIES = {
    "retail": ["leather bag", "blue jeans under 80", "waterproof jacket", "kitchen knife", "red shoes women"],
    "made": ["word1 word2", "black brand0", "category3 word7", "feature1 black", "word12 under 50 eur"],
}
_PAINTED = "requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)))"
_FIRST_HITS = f"""
const done = arguments[0], from = 0;
const look = () => document.querySelector(".hit") ? {_PAINTED} : setTimeout(look, 4);
look();
"""
_TYPED = f"""
const [text, done] = arguments, box = document.querySelector("#q"), before = document.querySelector(".results-head");
box.value = text;
const from = performance.now();
box.dispatchEvent(new Event("input", {{bubbles: true}}));
const look = () => document.querySelector(".results-head") === before ? setTimeout(look, 2) : {_PAINTED};
look();
"""
_FIRST_PAINT = "return performance.getEntriesByName('first-contentful-paint')[0].startTime"


def main(data: Path, output: Path, count: int) -> None:
    output.mkdir(parents=True, exist_ok=True)
    print("| graph | items | first picture | first hits | typing, median | typing, p95 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in ("retail", "made"):
        folder = output / f"{name}-{count if name == 'made' else 'all'}"
        if name == "made" and not (folder / "graph.sqlite").exists():
            _make(folder, count)
        with serving(folder) as (_, client), launched() as driver:
            if name == "retail" and not client.get("/readyz").json()["items"]:
                _load(client, data / "catalog" / "retail_demo_store.jsonl")
            print(_row(name, client, driver), flush=True)


def _make(folder: Path, count: int) -> None:
    folder.mkdir()
    store = SqliteStore(folder / "graph.sqlite")
    for items in _groups(list(make_items(count)), _ITEMS_OF_A_CALL):
        store.upsert(items)
    store.close()


def _load(client: httpx.Client, file: Path) -> None:
    records = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    items = [{"id": each["id"], "title": each["title"], "text": each["description"]} for each in records]
    for some in _groups(items, _ITEMS_OF_A_CALL):
        client.post("/items", json={"items": some}, timeout=600).raise_for_status()


def _groups(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[begin : begin + size] for begin in range(0, len(items), size))


def _row(name: str, client: httpx.Client, driver: webdriver.Chrome) -> str:
    _wait_for_index(client)
    address = str(client.base_url)
    driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    opened = [_open(driver, address) for _ in range(_OPENED)]
    typed = sorted(_typed(driver, _QUERIES[name]))
    picture, hits = (statistics.median(each) for each in zip(*opened, strict=True))
    items = client.get("/readyz").json()["items"]
    times = [picture, hits, statistics.median(typed), typed[int(len(typed) * 0.95)]]
    return f"| {name} | {items:,} | " + " | ".join(f"{each:.0f} ms" for each in times) + " |"


def _open(driver: webdriver.Chrome, address: str) -> tuple[float, float]:
    driver.get("about:blank")
    driver.get(address)
    hits = float(driver.execute_async_script(_FIRST_HITS))
    return float(driver.execute_script(_FIRST_PAINT)), hits


def _typed(driver: webdriver.Chrome, queries: Sequence[str]) -> list[float]:
    """Types each query letter by letter, as a person who waits for the results of each."""
    starts = [query[:end] for query in queries for end in range(2, len(query) + 1) if query[end - 1] != " "]
    return [float(driver.execute_async_script(_TYPED, each)) for each in starts]


def _wait_for_index(client: httpx.Client) -> None:
    while client.get("/readyz").json().get("index", {}).get("state") == "building":
        time.sleep(0.5)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 100_000)
