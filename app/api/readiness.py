"""Finds out whether the service can work, within two seconds, whatever does not answer."""

import asyncio
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from app.catalog.team_vocabulary import TeamVocabulary
from app.errors import ItemgraphError, StoreError, TaggerError
from app.extraction.extractor import Extractor
from app.graph.store import GraphStore
from app.index.keeping import Keeper

T = TypeVar("T")

# Seconds that a check may take, and seconds for which a check that costs something holds.
_PATIENCE = 1.5
_HOLDS = 10.0


class Probe(Generic[T]):
    """A check that runs in a thread, one at a time. Whoever asks meanwhile waits for the same one."""

    def __init__(self, silent: ItemgraphError, patience: float, holds: float = 0.0) -> None:
        """`silent`: the error of a check that does not end in time. A good answer holds for `holds` seconds."""
        self._silent = silent
        self._patience = patience
        self._holds = holds
        self._running: asyncio.Future[T] | None = None
        self._good: tuple[float, T] | None = None

    async def ask(self, check: Callable[[], T]) -> T:
        """Returns what the check returns. Raises its error, or the error of silence."""
        if self._good and time.monotonic() - self._good[0] < self._holds:
            return self._good[1]
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(asyncio.to_thread(check))
        done, _ = await asyncio.wait({self._running}, timeout=self._patience)
        if not done:
            raise self._silent
        found = self._running.result()
        self._good = time.monotonic(), found
        return found


class Readiness:
    """Reads graph and index at each question, and now and then writes to it and asks a model that runs elsewhere.

    The checks do not go through the queues of calls, because a busy service is ready too.
    """

    def __init__(self, patience: float = _PATIENCE, holds: float = _HOLDS) -> None:
        no_graph, no_model = StoreError("graph: no answer in time"), TaggerError("the model: no answer in time")
        self._reads = Probe[int](no_graph, patience)
        self._writes = Probe[None](no_graph, patience, holds)
        self._model = Probe[None](no_model, patience, holds)
        self._index = Probe[None](StoreError("index: no answer in time"), patience)

    async def count_items(
        self, store: GraphStore, extractor: Extractor, vocabulary: TeamVocabulary, keeper: Keeper | None
    ) -> int:
        """Returns the number of items, and has the vocabulary of an idle process read again.

        Raises StoreError or TaggerError if the service cannot work.
        """

        def read() -> int:
            vocabulary.refresh()
            return store.count()

        items, *_ = await asyncio.gather(
            self._reads.ask(read),
            self._writes.ask(store.check),
            self._model.ask(extractor.check_engine),
            self._index.ask(keeper.check if keeper else _nothing),
        )
        return items


def _nothing() -> None:
    """Checks an index that is the graph itself."""
