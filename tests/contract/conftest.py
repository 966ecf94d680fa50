"""Runs the contract tests on every store. The oracle is one of them, so the named facts check it too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.index.index import AnsweringStore
from tests.contract.oracle import PlainStore
from tests.contract.stores import PARAMETERS, STORES


@pytest.fixture(params=["plain", *PARAMETERS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnsweringStore]:
    opened: AnsweringStore = PlainStore() if request.param == "plain" else STORES[request.param](tmp_path)
    yield opened
    opened.close()
