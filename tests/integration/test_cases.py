"""What users and bug reports brought up about titles, search and HTTP, by the shipped model and its rules.

The other cases of `../shared/cases/values-search-load.jsonl` are in `tests/unit/app/cli/loading/test_cases.py`.
"""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.standard import load_rulebook
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app, open_extractor
from app.settings import Settings
from model.bundle import Bundle
from tests.conftest import over_graph
from tests.parts import shared_cases
from tests.stand_ins.tagger import FakeTagger
from tests.unit.app.cli.loading.test_cases import FOUND, LOADED, SPANS, VALUES, case

# A title → properties that it must have, and those that it must not have: a name, or a name and a value.
TITLES: dict[str, tuple[set[tuple[str, str]], set[str | tuple[str, str]]]] = {
    "k1c": ({("voltage", "12 and 24 v"), ("power", "150 w")}, {("size", "0.5 v")}),
    "k3a": ({("size", "38l")}, {"volume"}),
    "k3b": ({("size", "9 months")}, {"length"}),
    "k10b": ({("color", "blue"), ("category", "shirt"), ("audience", "men")}, set()),
    "k10f1": ({("brand", "old navy"), ("color", "blue"), ("audience", "women")}, {("color", "navy")}),
    "k10f2": ({("brand", "blue buffalo"), ("category", "dog food"), ("weight", "13607.7711 g")}, {"color"}),
    "k10f3": ({("brand", "purple"), ("category", "mattress"), ("size", "queen")}, {"color"}),
    "e2a": ({("size", "xl"), ("color", "red")}, {("size", "size"), ("size", "size xl")}),
    "e3b": ({("brand", "nikon")}, {"quantity"}),
    "e3c": ({("brand", "black diamond"), ("brightness", "400 lm")}, {"quantity", "color"}),
    "e3h1": ({("color", "blue"), ("category", "portable charger")}, {"quantity"}),
    "e3h2": ({("brand", "nikon"), ("color", "black")}, {"quantity"}),
    "e4a": ({("audience", "men"), ("brand", "police")}, {("audience", "police")}),
    "e4h1": ({("audience", "women"), ("brand", "only"), ("color", "green")}, {("audience", "only")}),
}
# A query → the ids that it finds, in this order. The case's own items are the only ones.
RANKED = {
    "s1a": ["s1a-a", "s1a-b"],
    "s1b": ["s1b-a"],
    "s1h2": ["s1h2-a"],
    "s2a": ["s2a-a"],
    "s2b": ["s2b-a"],
    "s2c": ["s2c-a"],
    "s2h3": ["s2h3-a"],
    "s3a": ["s3a-a"],
    "s3h2": ["s3h2-b"],
    "s4a": ["s4a-b", "s4a-a"],
    "s4b": ["s4b-b", "s4b-a"],
    "s4h2": ["s4h2-b", "s4h2-a"],
    "s5a": ["s5a-a"],
    "s5h1": ["s5h1-a"],
    "s7a": ["s7a-a"],
}
# Values with signs of the filter's own language: a filter with := finds the value that the facet shows.
SIGNS = ("s6a", "s6b", "s6h1")
# A request → its status, and what the answer must have.
ANSWERS: dict[str, tuple[int, Callable[[Any], bool]]] = {
    "h1a": (200, lambda answer: answer.content == b""),
    "h1b": (200, lambda answer: answer.content == b""),
    "h1h2": (200, lambda answer: answer.content == b""),
    "h2a": (200, lambda answer: [json.loads(line)["id"] for line in answer.text.splitlines()] == ["a", "b"]),
    "h4a": (415, lambda answer: "gzip" in answer.text),
    "h4b": (415, lambda answer: "gzip" in answer.text),
    "h5a": (200, lambda answer: '"created"' in answer.text),
    "h6a": (200, lambda answer: answer.headers["access-control-allow-origin"] == "https://shop.example"),
    "h7a": (200, lambda answer: "'/itemgraph/openapi.json'" in answer.text),
    "h8a": (200, lambda answer: '"created"' in answer.text),
}


@pytest.fixture(scope="module")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> Extractor:
    """The application closes it."""
    return open_extractor(Settings(data_dir=tmp_path_factory.mktemp("shipped"), threads=1), load_rulebook())


@pytest.fixture(scope="module")
def running(extractor: Extractor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("service")
    settings = Settings(data_dir=folder, threads=1, root_path="/itemgraph", cors_origins="https://shop.example")
    with TestClient(build_app(assemble(settings, extractor, SqliteStore(folder / "graph.sqlite")))) as client:
        yield client


@pytest.fixture
def client(running: TestClient, tmp_path: Path) -> Iterator[TestClient]:
    """The service over an empty graph."""
    with (
        closing(SqliteStore(tmp_path / "graph.sqlite")) as store,
        over_graph(running.app, Settings(data_dir=tmp_path, threads=1), store),  # type: ignore[arg-type]
    ):
        yield running


def ask(client: TestClient, step: Any) -> Any:
    encoded = step.get("body_base64")
    body = base64.b64decode(encoded) if encoded else step.get("body", "")
    sent = {"json": body} if isinstance(body, dict) else {"content": body}
    headers, params = step.get("headers", {}), step.get("params")
    return client.request(step["method"], step["path"], headers=headers, params=params, **sent)


@pytest.mark.parametrize("name", TITLES)
def test_a_title_says_what_a_reader_sees(name: str, client: TestClient) -> None:
    found = ask(client, case(name)).raise_for_status().json()["properties"]
    said = {(each["name"], each["value"]) for each in found}
    expected, wrong = TITLES[name]
    assert expected - said == set(), said
    assert wrong & (said | {each for each, _ in said}) == set(), said


@pytest.mark.parametrize("name", RANKED)
def test_a_query_finds_what_it_asks_for(name: str, client: TestClient) -> None:
    *puts, search = case(name)["steps"]
    for step in puts:
        ask(client, step).raise_for_status()
    found = ask(client, search).raise_for_status().json()
    assert [hit["id"] for hit in found["hits"]] == RANKED[name], found


@pytest.mark.parametrize("name", SIGNS)
def test_a_value_with_signs_is_found_by_its_facet_value(name: str, client: TestClient) -> None:
    ask(client, case(name)["steps"][0]).raise_for_status()
    shown = client.get("/graph/search", params={"facet": "motto"}).json()["facets"]
    ((value,),) = ([each["value"] for each in facet["values"]] for facet in shown)
    assert client.get("/graph/search", params={"filter": f"motto:={value}"}).json()["total"] == 1


@pytest.mark.parametrize("name", ANSWERS)
def test_a_request_is_answered(name: str, client: TestClient) -> None:
    status, has = ANSWERS[name]
    answer = ask(client, case(name))
    assert (answer.status_code, has(answer)) == (status, True), answer.text


def test_a_merge_holds_for_another_process_that_writes_at_once(bundle: Bundle, tmp_path: Path) -> None:
    def opened() -> TestClient:
        settings, extractor = Settings(data_dir=tmp_path, threads=1), Extractor(bundle, FakeTagger(bundle))
        return TestClient(build_app(assemble(settings, extractor, SqliteStore(tmp_path / "graph.sqlite"))))

    with opened() as a, opened() as b:
        for step in case("race1")["steps"]:
            if "method" in step:
                answer = ask({"A": a, "B": b}[step["base"]], step).raise_for_status()
        assert answer.json()["total"] == 1
        assert a.get("/items/race1").json()["properties"][0]["value"] == "deep sea"


def test_every_case_is_a_test() -> None:
    lines = shared_cases("values-search-load.jsonl").read_text("utf-8").splitlines()
    tables = (TITLES, RANKED, SIGNS, ANSWERS, VALUES, FOUND, LOADED, SPANS, ["race1"])
    assert sorted(name for table in tables for name in table) == sorted(json.loads(line)["id"] for line in lines)
