"""Two and four processes that write and merge at the same time agree on the values, on both graphs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from model.bundle import Bundle
from tests.gremlin import empty_gremlin_store, gremlin_url
from tests.integration.process import serving

ITEMS = 8


def of_sqlite(folder: Path) -> str:
    return f"sqlite:///{folder}/graph.sqlite"


def of_gremlin(folder: Path) -> str:
    with closing(empty_gremlin_store(folder)):
        return gremlin_url()


def write(task: httpx.Client, name: str) -> None:
    """Writes items whose shade is merged, or no longer merged, meanwhile."""
    for n in range(ITEMS):
        answer = task.put(f"/items/{name}-{n}", json={"properties": {"shade": "azure"}})
        assert answer.status_code == 200, answer.text


def merge(task: httpx.Client, value: str) -> None:
    answer = task.put(f"/vocabulary/shade/{value}", json={"aliases": ["azure"]})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("processes", [2, 4])
@pytest.mark.parametrize("graph", [of_sqlite, of_gremlin])
def test_whoever_merges_last_is_right_for_every_process(
    graph: Callable[[Path], str], processes: int, bundle: Bundle, tmp_path: Path
) -> None:
    settings = {"GRAPH_URL": graph(tmp_path), "MODEL": str(bundle.folder)}
    with ExitStack() as stack, ThreadPoolExecutor(processes) as pool:
        started = [stack.enter_context(serving(tmp_path / str(n), **settings)) for n in range(processes)]
        tasks = [client for _, client in started]
        writing = [pool.submit(write, task, f"w{n}") for n, task in enumerate(tasks)]
        turns = 0
        while turns < 3 or not all(each.done() for each in writing):
            merge(tasks[turns % processes], "sea")
            assert tasks[(turns + 1) % processes].delete("/vocabulary/shade/sea").status_code == 200
            turns += 1
        for each in writing:
            each.result()
        merge(tasks[0], "sky")
        write(tasks[-1], "late")
        for task in tasks:
            items = task.get("/items", params={"limit": 1000}).json()["items"]
            values = {item["id"]: [each["value"] for each in item["properties"]] for item in items}
            assert len(values) == ITEMS * (processes + 1)
            assert {name: value for name, value in values.items() if value != ["sky"]} == {}
