"""Fixtures of the tests of the API."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.extraction.extractor import Extractor
from app.extraction.tagger import Tagger
from app.index.index import AnsweringStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.stand_ins.held import AwayStore, HeldTagger, OpenClient
from tests.stand_ins.tagger import FakeTagger


@pytest.fixture
def away_store(tmp_path: Path) -> Iterator[AwayStore]:
    store = AwayStore(tmp_path / "away.sqlite")
    yield store
    store.close()


@pytest.fixture
def held_tagger(bundle: Bundle) -> Iterator[HeldTagger]:
    tagger = HeldTagger(bundle)
    yield tagger
    tagger.released.set()


@pytest.fixture
def open_client(tmp_path: Path, bundle: Bundle, away_store: AwayStore) -> Iterator[OpenClient]:
    with ExitStack() as stack:

        def open_one(
            *, tagger: Tagger | None = None, store: AnsweringStore | None = None, raises: bool = True, **settings: Any
        ) -> TestClient:
            read = Settings(**{"data_dir": tmp_path, "threads": 2, **settings})
            extractor = Extractor(bundle, tagger or FakeTagger(bundle))
            app = build_app(assemble(read, extractor, store or away_store))
            return stack.enter_context(TestClient(app, raise_server_exceptions=raises))

        yield open_one
