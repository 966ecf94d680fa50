"""The key of a command reaches the service, and its refusal the user."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger
from tests.unit.app.cli.conftest import Run, listening

KEY = "a key with all scopes"


@pytest.fixture
def guarded(bundle: Bundle, tmp_path: Path) -> Iterator[str]:
    settings = Settings(data_dir=tmp_path, threads=1, admin_token=KEY)
    service = assemble(settings, Extractor(bundle, FakeTagger(bundle)), SqliteStore(tmp_path / "graph.sqlite"))
    with listening(build_app(service)) as url:
        yield url


def test_commands_send_their_key(run: Run, guarded: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text('{"id": "a", "title": "red shirt"}\n')
    assert run("load", items, "--url", guarded, "--key", KEY).status == 0
    monkeypatch.setenv("ITEMGRAPH_API_KEY", KEY)
    assert "red shirt" in run("get", "a", "--url", guarded).out
    assert run("export", tmp_path / "out.jsonl", "--url", guarded).status == 0
    assert run("vocabulary", "suggest", "--output", tmp_path / "merges.toml", "--url", guarded).status == 0


def test_a_missing_key_is_named_with_its_remedy(run: Run, guarded: str) -> None:
    ran = run("list", "--url", guarded)
    assert (ran.status, ran.out) == (1, "")
    assert "this call needs a key" in ran.err
    assert "--key" in ran.err


@pytest.mark.parametrize("key", ["ä", "two\nlines"])
def test_a_key_that_no_header_can_carry_is_refused_unsent(run: Run, guarded: str, key: str) -> None:
    ran = run("list", "--url", guarded, "--key", key)
    assert ran.err.startswith("error: --key (ITEMGRAPH_API_KEY): expected a key")
    assert key not in ran.err


def test_a_load_without_a_key_ends_at_once(run: Run, guarded: str, tmp_path: Path) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text('{"id": "a"}\n')
    began = time.monotonic()
    ran = run("load", items, "--url", guarded)
    assert ran.status == 1
    assert "this call needs a key" in ran.err
    assert time.monotonic() - began < 2


def test_a_load_waits_for_its_share(run: Run, bundle: Bundle, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, threads=1, rate_per_address=60)
    service = assemble(settings, Extractor(bundle, FakeTagger(bundle)), SqliteStore(tmp_path / "graph.sqlite"))
    items = tmp_path / "items.jsonl"
    items.write_text('{"id": "a"}\n')
    with listening(build_app(service)) as url:
        httpx.put(f"{url}/items/large", content=b"x" * 60_000)  # It costs a minute's units, whatever the answer is.
        assert httpx.get(f"{url}/items").status_code == 429
        ran = run("load", items, "--url", url)
    assert (ran.status, "1 created" in ran.out) == (0, True)
