"""The commands, as a person runs them."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli.serve import service_address
from model.bundle import WEIGHTS, Bundle
from tests.documents.command_reference import commands
from tests.unit.app.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[4]
ITEMS = [
    {"id": "a", "title": "Red Nike shoe [new]", "properties": {"price": "40 EUR"}},
    {"id": "b", "title": "Blue Nike shirt", "properties": {"price": "60 EUR"}},
    {"id": "c", "title": "Garden gnome"},
]


@pytest.fixture
def shop(url: str) -> str:
    httpx.post(f"{url}/items", json={"items": ITEMS}).raise_for_status()
    return url


def test_extract_prints_the_spans_with_their_values(run: Run, url: str) -> None:
    ran = run("extract", "RED Nike shirt", "[b] blue", "--url", url)
    assert (ran.status, ran.err) == (0, "")
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ran.out.splitlines() if "│" in line]
    assert [(text, label, value) for text, label, _, value in rows] == [
        ("RED", "COLOR", "red"),
        ("Nike", "BRAND", "nike"),
        ("shirt", "CATEGORY", "shirt"),
        ("blue", "COLOR", "blue"),
    ]


def test_extract_prints_what_a_span_says_and_not_what_that_implies(run: Run, url: str) -> None:
    (row,) = [line for line in run("extract", "Stainless steel kettle", "--url", url).out.splitlines() if "│" in line]
    assert [cell.strip() for cell in row.split("│")[1:-1]][::3] == ["Stainless steel", "stainless steel"]


def test_extract_prints_a_value_that_more_words_than_the_span_say(run: Run, url: str) -> None:
    (row,) = [line for line in run("extract", "nails, 400 count", "--url", url).out.splitlines() if "│" in line]
    assert [cell.strip() for cell in row.split("│")[1:-1]][::3] == ["400", "400 count"]


def test_extract_json_is_the_answer_of_the_service(run: Run, url: str) -> None:
    ran = run("extract", "red", "--url", url, "--json")
    assert json.loads(ran.out) == httpx.post(f"{url}/extract", json={"documents": [{"text": "red"}]}).json()


def test_extract_min_score_leaves_spans_out(run: Run, url: str) -> None:
    ran = run("extract", "red", "--url", url, "--json", "--min-score", "1")
    assert json.loads(ran.out)["documents"][0]["spans"] == []


def test_search_prints_what_was_understood_and_found(run: Run, shop: str) -> None:
    ran = run("search", "red nike thing under 50 eur", "--facet", "color", "--url", shop)
    assert (ran.status, ran.err) == (0, "")
    first = ran.out.splitlines()[0]
    assert first.startswith("1 item; ")
    for part in ("red → color:red", "nike → brand:nike", "under 50 eur → price:..50", "as plain text: thing"):
        assert part in first
    assert "Red Nike shoe [new]" in ran.out
    assert "color:red, brand:nike" in ran.out
    assert "Blue" not in ran.out
    assert ran.out.splitlines()[-1] == "color: red 1"


def test_search_by_filters_alone_prints_them_as_read_and_no_scores(run: Run, shop: str) -> None:
    ran = run("search", "--filter", "Color:RED", "--filter", "price:..50", "--url", shop)
    assert ran.out.splitlines()[0] == "1 item; filters: color:red, price:<=50"
    assert "score" not in ran.out
    assert "Red Nike shoe [new]" in ran.out


@pytest.mark.parametrize("address", ["foo", "localhost:8000", "ftp://127.0.0.1", "http://"])
def test_wrong_address_is_named(run: Run, address: str) -> None:
    ran = run("list", "--url", address)
    assert (ran.status, len(ran.err.splitlines())) == (1, 1)
    assert ran.err.startswith(f"error: --url (ITEMGRAPH_URL) {address!r}: ")


def test_search_json_is_the_answer_of_the_service(run: Run, shop: str) -> None:
    ran = run(
        "search",
        "nike",
        "--filter",
        "color:red",
        "--filter",
        "color:blue",
        "--sort",
        "-id",
        "--limit",
        1,
        "--url",
        shop,
        "--json",
    )
    answer = json.loads(ran.out)
    assert ([hit["id"] for hit in answer["hits"]], answer["total"]) == (["b"], 2)


def test_search_says_why_a_filter_is_refused(run: Run, shop: str) -> None:
    ran = run("search", "--filter", "color", "--url", shop)
    assert (ran.status, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    assert "/filter/0" in ran.err
    assert "name:value" in ran.err


def test_export_writes_every_item_in_order(run: Run, shop: str, tmp_path: Path) -> None:
    ran = run("export", tmp_path / "items.jsonl", "--format", "jsonl", "--url", shop)
    assert ran.status == 0
    assert "3 lines" in ran.out
    lines = (tmp_path / "items.jsonl").read_text("utf-8").splitlines()
    exported = [json.loads(line) for line in lines]
    assert [each.pop("given") for each in exported] == [[["price", "40 EUR"]], [["price", "60 EUR"]], []]
    assert exported == httpx.get(f"{shop}/items").json()["items"]
    assert [path.name for path in tmp_path.iterdir()] == ["items.jsonl"]


def test_export_walks_all_pages(run: Run, url: str, tmp_path: Path) -> None:
    items = [{"id": f"i{n:04}"} for n in range(1001)]
    body = "".join(json.dumps(item) + "\n" for item in items)
    httpx.post(f"{url}/items/bulk", content=body, headers={"Content-Type": "application/x-ndjson"}, timeout=60)
    run("export", tmp_path / "items.jsonl", "--url", url)
    exported = [json.loads(line)["id"] for line in (tmp_path / "items.jsonl").read_text().splitlines()]
    assert exported == [item["id"] for item in items]


def test_export_to_a_folder_that_is_missing_is_said_in_one_line(run: Run, shop: str, tmp_path: Path) -> None:
    ran = run("export", tmp_path / "none" / "items.jsonl", "--url", shop)
    assert (ran.status, len(ran.err.splitlines())) == (1, 1)
    assert str(tmp_path / "none" / "items.jsonl") in ran.err


def test_export_of_an_unknown_format_names_the_known(run: Run, url: str, tmp_path: Path) -> None:
    ran = run("export", tmp_path / "x", "--format", "xml", "--url", url)
    assert ran.status == 1
    assert "expected jsonl, neptune-csv, ntriples, graphml" in ran.err


@pytest.mark.parametrize("command", [["extract", "red"], ["search", "red"], ["export", "items.jsonl"]])
def test_no_service_is_said_in_one_line(
    run: Run, unused_url: str, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*command, "--url", unused_url)
    assert (ran.status, ran.out) == (1, "")
    (line,) = ran.err.splitlines()
    assert line.startswith(f"error: no answer from {unused_url} ")
    assert "is the service running?" in line
    assert list(tmp_path.iterdir()) == []


def test_address_comes_from_the_environment(run: Run, shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITEMGRAPH_URL", shop)
    assert run("search", "gnome").out.startswith("1 item; ")


def test_unknown_option_is_status_2(run: Run) -> None:
    assert run("search", "--nope").status == 2


def test_help_names_every_command(run: Run) -> None:
    out = run("--help").out
    for command in ("serve", "extract", "load", "get", "similar", "search", "export", "evaluate", "train"):
        assert command in out


def test_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").out == f"itemgraph {version('itemgraph')}\n"


@pytest.mark.parametrize(
    ("typed", "expected"), [("itemgraph se", ["serve", "search"]), ("itemgraph search --fi", ["--filter"])]
)
def test_shell_completes_commands_and_options(typed: str, expected: list[str]) -> None:
    asked = {"_ITEMGRAPH_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
    script = Path(sys.executable).with_name("itemgraph")
    ran = subprocess.run([script], env=os.environ | asked, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout.split() == expected


def test_help_is_quick() -> None:
    """What a command needs for its work is imported when it runs."""
    code = "import sys, app.cli; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    heavy = {
        "fastapi",
        "uvicorn",
        "tensorflow",
        "ctranslate2",
        "boto3",
        "gremlin_python",
        "pint",
        "numpy",
        "tokenizers",
    }
    assert not heavy & set(ran.stdout.split())


WITH_TABLE = (
    "calibrate changes compare complete coverage evaluate extract get lint list neighborhood promote properties put "
    "reextract search similar suggestions"
)


@pytest.mark.parametrize("command", WITH_TABLE.split())
def test_every_command_with_a_table_has_json_too(command: str) -> None:
    assert "--json" in {option for parameter in dict(commands())[command].params for option in parameter.opts}


@pytest.mark.parametrize(
    ("command", "bounds", "said"),
    [
        (("serve", "--port", 99999), "1<=x<=65535", "expected at most 65535"),
        (("train", "data", "out", "--precision", 3), "0<=x<=1", "expected at most 1"),
        (("search", "x", "--limit", 101), "1<=x<=100", "expected at most 100"),
        (("list", "--limit", "many"), "1<=x<=1000", "expected a whole number"),
    ],
)
def test_bounds_of_an_option_are_in_its_help_and_its_error(
    run: Run, command: tuple[object, ...], bounds: str, said: str
) -> None:
    name, option = str(command[0]), str(command[-2])
    (line,) = [line for line in run(name, "--help").out.splitlines() if f" {option} " in line]
    assert f"[{bounds}]" in line
    ran = run(*command)
    assert (ran.status, f"Invalid value for '{option}': {said}" in ran.err) == (2, True), ran.err


def test_port_in_use_is_named(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("serve", "--port", port)
    assert (ran.status, ran.out) == (1, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("error: ")
    assert f"PORT={port}" in line
    assert "in use" in line


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:80"), ("0.0.0.0", "http://127.0.0.1:80"), ("::", "http://[::1]:80")],
)
def test_address_of_the_service_can_be_opened(host: str, address: str) -> None:
    assert service_address(host, 80) == address


def test_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    ran = run("serve")
    assert (ran.status, len(ran.err.splitlines())) == (1, 1)
    assert ran.err.startswith("error: PORT='http': ")


Serve = Callable[..., str]


@pytest.fixture
def serve(bundle: Bundle, tmp_path: Path) -> Serve:
    """Runs `serve`, which is expected to fail, and gives its only line."""

    def serve_once(*arguments: str, **variables: Any) -> str:
        environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "NO_COLOR": "1", "MODEL": str(bundle.folder)}
        environment |= {name: str(value) for name, value in variables.items()}
        code = "from app.cli import main; main()"
        command = [sys.executable, "-c", code, "serve", *arguments]
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert (ended.returncode, ended.stdout) == (1, "")
        (line,) = ended.stderr.splitlines()
        return line

    return serve_once


@pytest.mark.large
def test_data_folder_that_cannot_be_written_is_named(serve: Serve, tmp_path: Path, unused_url: str) -> None:
    (tmp_path / "file").write_text("x")
    folder = tmp_path / "file" / "data"
    assert str(folder) in serve(DATA_DIR=folder, PORT=unused_url.rpartition(":")[2])


@pytest.mark.large
def test_an_open_service_on_a_network_does_not_start(serve: Serve) -> None:
    assert serve(HOST="0.0.0.0").startswith("error: HOST='0.0.0.0': other machines can reach this address")


@pytest.mark.large
def test_altered_bundle_names_the_file(serve: Serve, bundle: Bundle, tmp_path: Path, unused_url: str) -> None:
    folder = shutil.copytree(bundle.folder, tmp_path / "bundle")
    raw = bytearray((folder / WEIGHTS).read_bytes())
    raw[100] ^= 1
    (folder / WEIGHTS).write_bytes(raw)
    line = serve("--model", str(folder), PORT=unused_url.rpartition(":")[2])
    assert line.startswith(f"error: MODEL={str(folder)!r}: {folder / WEIGHTS}: altered")
