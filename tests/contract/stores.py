"""Lists the stores that keep the contract. A new store needs one line here, and passes the same tests."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app.graph.sqlite import SqliteStore
from app.index.index import AnsweringStore
from tests.gremlin import empty_gremlin_store

# Opens an empty store in a folder of its own.
Opener = Callable[[Path], AnsweringStore]

STORES: Mapping[str, Opener] = {
    "sqlite": lambda folder: SqliteStore(folder / "graph.sqlite"),
    "gremlin": empty_gremlin_store,
}

# The names of the stores, as parameters of a test.
PARAMETERS = ["sqlite", pytest.param("gremlin", marks=pytest.mark.server)]
