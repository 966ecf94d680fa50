"""The shop that the searches of this folder share."""

from collections.abc import Iterator

import pytest

from app.catalog.searching import Searcher
from model.bundle import Bundle
from tests.unit.app.catalog.queries.shop import open_shop


@pytest.fixture(scope="package")
def searcher(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    with open_shop(bundle, tmp_path_factory.mktemp("shop")) as searcher:
        yield searcher
