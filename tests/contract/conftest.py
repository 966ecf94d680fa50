"""Runs the contract tests on every store. The oracle is one of them, so the named facts check it too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.index.index import AnsweringStore
from tests.contract.oracle import PlainStore
from tests.contract.stores import PARAMETERS, STORES

# What these files say of a store is the same whatever answers the questions, and a write takes longer on OpenSearch.
OF_THE_RECORD = {
    f"test_graph_{name}.py"
    for name in "conflicts corrections coverage entries export_fields exports paths rewrite store".split()
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs the facts on every store. OpenSearch answers them over SQLite; random histories have it over Gremlin too."""
    if "kind" not in metafunc.fixturenames:  # The file has a fixture `store` of its own.
        return
    left_out = "opensearch" if metafunc.definition.path.name in OF_THE_RECORD else "gremlin opensearch"
    metafunc.parametrize("kind", ["plain", *(each for each in PARAMETERS if left_out not in str(each.values[0]))])


@pytest.fixture
def store(kind: str, tmp_path: Path) -> Iterator[AnsweringStore]:
    opened: AnsweringStore = PlainStore() if kind == "plain" else STORES[kind](tmp_path)
    yield opened
    opened.close()
