"""What users and bug reports brought up about values, loading and labels: `../shared/cases/values-search-load.jsonl`.

The table says for each case what must hold. The same kinds have inputs of their own in `pairs_by_kind.py`, in the tests
of this folder and in those of the label formats.
"""

import base64
import functools
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.parts import shared_cases
from tests.unit.app.cli.conftest import Run
from training.corpora import read_corpus

# A case of a given property → all values that it must give, without the broader ones that have no share.
VALUES = {
    "k1a": {"50 and 60 hz", "50 hz", "60 hz"},
    "k1b": {"110 and 220 v", "110 v", "220 v"},
    "k1d": {"64 and 128 gb", "64 gb", "128 gb"},
    "k1h1": {"120 and 240 v", "120 v", "240 v"},
    "k2a": {"3m"},
    "k2b": {"5g"},
    "k2c": {"16 gb"},
    "k2h1": {"3m"},
    "k3c": {"34g"},
    "k3d": {"8.5 w"},
    "k3e": {"10 m"},
    "k3h3": {"32a"},
    "k3h4": {"7.5w"},
    "k4a": {"1299"},
    "k4b": {"0.89 eur"},
    "k4c": {"1299 eur"},
    "k4h3": {"2450.5 pln"},
    "k4un1": {"1299 eur"},
    "k5a": {"-20 °c"},
    "k9a": {"cotton", "polyester", "cotton and polyester"},
    "k9b": {"cotton"},
    "k9h2": {"silk"},
    "k10a": {"black printed", "black"},
    "k10h2": {"gray marl", "gray"},
    "k11a": {"464515.2 cm²"},
    "k12a": {"0.5 carat"},
    "k12h1": {"1.5 carat"},
    "k130": {"500 g"},
    "k131": {"50 ml"},
    "k132": {"6 x 330 ml", "330 ml", "1980 ml", "6 count"},
    "u1un": {"navy", "blue"},
    "u2un": {"black and decker"},
}
# Cases whose last step is a search with a filter → how many items it must find.
FOUND = {"k6a": 2, "k6b": 2, "k7a": 2, "k8a": 2, "k8b": 2, "k8h1": 2, "k14a": 2, "k15a": 2, "k15h1": 2, "s5un": 1}
# Files to load → the first words of the outcome, and what the notes must say.
LOADED = {
    "l1a": ("4 created, 0 errors", ""),
    "l2a": ("1 created, 0 errors", ""),
    "l3a": ("1 created, 0 errors", ""),
    "l4a": ("1 created, 0 errors", ""),
    "l5a": ("2 created, 0 errors", "column 'color': 1 left out: no letter or digit"),
    "l5b": ("1 created, 0 errors", ""),
    "l5h1": ("1 created, 0 errors", "column 'rating': 1 left out: no letter or digit"),
    "l6a": ("1 created, 0 errors", "became property"),
    "l7a": ("1 created, 0 errors", ""),
    "l8a": ("1 created, 0 errors", ""),
    "l8h1": ("1 created, 0 errors", ""),
    "l9a": ("", ":302: "),
}
# Offsets of Ground Truth count code points, also after an emoji (docs/labels.md); `itemgraph lint` finds "ed " odd.
SPANS = {
    "t3un": [("ed ", "COLOR")],
    "t1a": [("Red", "COLOR")],
    "t2a": [("Red", "Base Color"), ("mug cup", "Product Name"), ("Blue", "Base Color")],
}


@functools.cache
def case(name: str) -> Any:
    lines = shared_cases("values-search-load.jsonl").read_text("utf-8").splitlines()
    requests: dict[str, Any] = {row["id"]: row["request"] for row in map(json.loads, lines)}
    return requests[name]


def written(request: Any, folder: Path) -> Path:
    """The file of a case."""
    path = folder / str(request["file"])
    encoded = request.get("content_base64")
    path.write_bytes(base64.b64decode(encoded) if encoded else request["content"].encode())
    return path


def put(url: str, step: Any) -> Any:
    return httpx.put(url + step["path"], json=step["body"]).raise_for_status().json()


@pytest.mark.parametrize("name", VALUES)
def test_a_given_value_is_read_right(name: str, url: str) -> None:
    request = case(name)
    step = request.get("steps", [request])[0]
    given = [prop for prop in put(url, step)["properties"] if prop["source"] == "given"]
    assert {prop["value"] for prop in given} == VALUES[name]
    for prop in given:
        found = httpx.get(f"{url}/graph/search", params={"filter": f"{prop['name']}:={prop['value']}"}).json()
        assert found["total"] == 1, prop


@pytest.mark.parametrize("name", FOUND)
def test_different_spellings_are_one_value(name: str, url: str) -> None:
    *puts, search = case(name)["steps"]
    for step in puts:
        put(url, step)
    assert httpx.get(f"{url}/graph/search", params=search["params"]).json()["total"] == FOUND[name]


@pytest.mark.parametrize("name", LOADED)
def test_a_file_is_loaded_or_refused_with_its_line(name: str, run: Run, url: str, tmp_path: Path) -> None:
    ran = run("load", written(case(name), tmp_path), "--url", url)
    begins, notes = LOADED[name]
    assert (ran.out.startswith(begins), notes in ran.err) == (True, True), (ran.out, ran.err)
    assert ran.status == (0 if begins else 1)
    for item in httpx.get(f"{url}/items").json()["items"]:
        assert re.search(r"mug|monitor|pan", item["title"], re.IGNORECASE), item


@pytest.mark.parametrize("name", SPANS)
def test_labels_are_read(name: str, tmp_path: Path) -> None:
    corpus = read_corpus(written(case(name), tmp_path))
    assert [(span.text, span.label) for each in corpus.examples for span in each.spans] == SPANS[name]
