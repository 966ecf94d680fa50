"""The saved form of the embedded index."""

from collections.abc import Iterator
from pathlib import Path

from app.cli.index.opening import Advance, Kept
from app.domain.relevance.words import Analyzer
from app.errors import Conflict, NotSupported
from app.graph.store import GraphStore
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.building import build_all
from app.index.embedded.upkeep.following import Follower
from app.index.embedded.upkeep.snapshots import Sizes
from app.index.embedded.upkeep.verifying import differences
from app.index.first_build import FEW
from app.settings import Settings


class SavedIndex:
    """A KeptIndex in a folder, which every service maps at its start."""

    def __init__(self, store: GraphStore, analyzer: Analyzer, bases: Bases, folder: Path) -> None:
        self.store = store
        self.where = str(folder)
        self._analyzer = analyzer
        self._bases = bases
        self._folder = folder

    @classmethod
    def of(cls, settings: Settings, store: GraphStore) -> "SavedIndex":
        """Raises NotSupported where no index is saved."""
        analyzer = Analyzer(settings.text_language)
        bases = Bases(settings.data_dir / "index", store, analyzer)
        folder = bases.folder()
        if folder is None:
            raise NotSupported("no index is saved, because the graph's server keeps no log of changes to go on from")
        return cls(store, analyzer, bases, folder)

    def rebuild(self, advance: Advance) -> int:
        with self._bases.lock() as mine:
            if not mine:
                raise Conflict(f"{self.where}: another process is saving the index; try again when it has ended")
            follower = Follower(self.store, self._analyzer)
            follower.build(advance)
            captured = follower.capture()
            assert captured
            self.where = str(self._bases.save(captured))
            follower.close()
            return sum(view.living for view in captured.views)

    def kept(self) -> Kept | None:
        base = self._bases.open()
        size = sum(file.stat().st_size for file in self._folder.glob("base-*/*"))
        return Kept(len(base.segment), size, base.mark.place) if base else None

    def differences(self, advance: Advance) -> Iterator[str] | None:
        """Compares with an index that is built anew."""
        base = self._bases.open()
        if base is None:
            return None
        follower = Follower(self.store, self._analyzer)
        follower.adopt(base)
        built = build_all(self.store, self._analyzer, advance, Sizes())
        index = follower.fresh()
        assert index
        return differences(index, built)

    def advice(self, items: int) -> str:
        if items <= FEW:
            return f"for up to {FEW:,} items, every service builds its own at its start and saves none"
        return "the next service builds one, and so does itemgraph index rebuild"
