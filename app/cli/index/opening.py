"""Opens a graph and its saved index, also while services use them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.files import refuse_missing_graph
from app.errors import NotSupported
from app.settings import Settings, read_settings

if TYPE_CHECKING:
    from app.domain.relevance.words import Analyzer
    from app.index.embedded.upkeep.bases import Bases
    from app.index.index import AnsweringStore


@dataclass(frozen=True, slots=True)
class OpenedIndex:
    """A graph, its saved indexes, and their folder."""

    store: "AnsweringStore"
    analyzer: "Analyzer"
    bases: "Bases"
    folder: Path


@contextmanager
def opened_index(data_dir: Path | None) -> Iterator[OpenedIndex]:
    """Opens what the settings name. Raises NotSupported where no index is saved."""
    from app.domain.relevance.words import Analyzer
    from app.index.embedded.upkeep.bases import Bases
    from app.main import open_store

    settings: Settings = read_settings(data_dir=data_dir)
    refuse_missing_graph(settings)
    with closing(open_store(settings)) as store:
        analyzer = Analyzer(settings.text_language)
        bases = Bases(settings.data_dir / "index", store, analyzer)
        folder = bases.folder()
        if folder is None:
            raise NotSupported("no index is saved, because the graph's server keeps no log of changes to go on from")
        yield OpenedIndex(store, analyzer, bases, folder)
