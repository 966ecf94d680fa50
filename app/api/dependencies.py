"""The parts of the running service, for routers."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from fastapi import Depends, Request

from app.access.caller import Caller
from app.access.keyring import Keyring
from app.api.bodies.reading import Bodies
from app.api.cursors import Cursors
from app.api.idempotency import Answers
from app.api.readiness import Readiness
from app.api.workers import Places, Workers
from app.catalog.correcting import Corrector
from app.catalog.extracting import TextReader
from app.catalog.merging import Merger
from app.catalog.searching import Searcher
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.filters import View, parse_filter
from app.domain.items import Draft
from app.errors import Fault, InvalidInput, TooLarge
from app.extraction.extractor import Extractor
from app.extraction.watching import ModelWatch
from app.graph.store import GraphStore
from app.index.index import Index
from app.index.keeping import Keeper
from app.settings import Settings
from app.telemetry import Metrics


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that answers requests. `app.main` assembles it.

    `long_calls` runs calls that may take seconds: reading texts, writing items, merging values. `short_calls` runs
    calls that the graph answers in milliseconds. Each has its own threads, so that a load does not delay searches.
    `keeper` keeps the index beside the graph; None if the graph answers by itself. `watch` loads a new model from S3;
    None if nothing is watched.
    """

    settings: Settings
    metrics: Metrics
    extractor: Extractor
    store: GraphStore
    index: Index
    keeper: Keeper | None
    vocabulary: TeamVocabulary
    merger: Merger
    catalog: Catalog
    corrector: Corrector
    text_reader: TextReader
    searcher: Searcher
    long_calls: Workers
    short_calls: Workers
    answers: Answers
    bodies: Bodies
    exports: Places
    cursors: Cursors
    readiness: Readiness
    keyring: Keyring
    watch: ModelWatch | None


async def _service(request: Request) -> AsyncIterator[Service]:
    """Yields the same service until the answer is sent, even if another model is loaded meanwhile."""
    assert "caller" in request.scope, "app.api.edge.access has not seen this request"
    with request.app.state.running.lease() as service:
        yield service


ServiceDep = Annotated[Service, Depends(_service)]


async def view_of(request: Request, service: ServiceDep) -> View:
    """Returns the conditions that an item must meet to be shown to the caller, by the vocabulary of the moment."""
    caller: Caller = request.scope["caller"]
    if not caller.filters:
        return ()
    standardizer = await asyncio.to_thread(lambda: service.vocabulary.standardizer)  # It may read the graph.
    return tuple(parse_filter(each, standardizer=standardizer) for each in caller.filters)


# An operation that takes it is open to keys with a filter (`app.api.edge.scopes`), and must keep to the view.
ViewDep = Annotated[View, Depends(view_of)]


def check_parameters(request: Request) -> None:
    """Raises InvalidInput for query parameters that the operation does not have, and for repeated ones that take one
    value.

    A misspelt filter would otherwise filter nothing, and of two values only the last would count.
    """
    taken = {field.alias: field for field in request.scope["route"].dependant.query_params}
    faults = []
    for name, times in sorted(Counter(name for name, _ in request.query_params.multi_items()).items()):
        if name not in taken:
            faults.append(Fault(f"/{name}", f"no such parameter; expected {', '.join(taken) or 'none'}"))
        elif times > 1 and not _takes_several(taken[name].field_info.annotation):
            faults.append(Fault(f"/{name}", f"{times} values; expected one"))
    if faults:
        raise InvalidInput(faults)


def _takes_several(annotation: Any) -> bool:
    return any(get_origin(each) is list for each in (annotation, *get_args(annotation)))


def check_length(length: int, limit: int, pointer: str) -> list[Fault]:
    """Returns a fault if a number of characters exceeds the limit."""
    return [] if length <= limit else [Fault(pointer, f"{length} characters; expected at most {limit}")]


def length_of(drafts: Iterable[Draft]) -> int:
    """Returns the characters that the model reads of these items."""
    return sum(len(draft.title) + len(draft.text) for draft in drafts)


def refuse_too_large(faults: list[Fault]) -> None:
    """Raises TooLarge if there are faults."""
    if faults:
        raise TooLarge(faults)
