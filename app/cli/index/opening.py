"""Opens a graph and the index that is kept of it, also while services use them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.cli.files import refuse_missing_graph
from app.errors import NotSupported
from app.settings import Settings, read_settings

if TYPE_CHECKING:
    from app.graph.store import GraphStore

# Called with the number of further items that were read.
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept: the items, their bytes, and where in the graph's log it stands."""

    items: int
    bytes: int
    place: str | None


class KeptIndex(Protocol):
    """An index that services start with."""

    store: "GraphStore"
    # Where it is, for messages.
    where: str

    def rebuild(self, advance: Advance) -> int:
        """Builds it again from the whole graph, and returns the number of items. Raises Conflict if another does."""

    def kept(self) -> Kept | None:
        """Returns what is kept; None if nothing is that can be used."""

    def differences(self, advance: Advance) -> Iterable[str] | None:
        """Returns a sentence for everything that is not as the graph has it; None without a usable index."""

    def advice(self, items: int) -> str:
        """Says what comes next for a graph without an index."""


@contextmanager
def opened_index(data_dir: Path | None) -> Iterator[KeptIndex]:
    """Opens what the settings name. Raises NotSupported where no index is kept."""
    from app.main import open_store

    settings: Settings = read_settings(data_dir=data_dir)
    refuse_missing_graph(settings)
    with closing(open_store(settings)) as store:
        match settings.index:
            case "embedded":
                from app.cli.index.embedded import SavedIndex

                yield SavedIndex.of(settings, store)
            case "opensearch":
                from app.cli.index.opensearch import SharedIndex
                from app.main import open_opensearch

                with closing(open_opensearch(settings, store)) as follower:
                    yield SharedIndex(follower)
            case "none":
                raise NotSupported("INDEX=none: no index is kept, because the graph itself answers")
