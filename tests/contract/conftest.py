"""Every store in turn, the oracle among them: named facts check it as well."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.graph.store import GraphStore
from tests.contract.oracle import PlainStore
from tests.contract.stores import PARAMETERS, STORES


@pytest.fixture(params=["plain", *PARAMETERS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    opened: GraphStore = PlainStore() if request.param == "plain" else STORES[request.param](tmp_path)
    yield opened
    opened.close()
