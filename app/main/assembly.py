"""Puts the parts of the service together, and takes them apart at its end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from app.access.exposure import check_exposure
from app.access.keyring import open_keyring
from app.api import errors
from app.api.bodies.reading import Bodies
from app.api.cursors import Cursors
from app.api.dependencies import Service
from app.api.edge.layers import add_layers
from app.api.edge.operations import Operations
from app.api.idempotency import Answers
from app.api.readiness import Readiness
from app.api.routes import (
    admin,
    bulk,
    changes,
    compare,
    completions,
    correction_labels,
    corrections,
    coverage,
    drift,
    explorer,
    export,
    extract,
    hosting,
    items,
    label_queue,
    model,
    operate,
    paths,
    properties,
    recommendations,
    search,
    suggestions,
    vocabulary,
)
from app.api.running import Running
from app.api.workers import Places, Workers
from app.catalog.correcting import Corrector
from app.catalog.extracting import TextReader
from app.catalog.merging import Merger
from app.catalog.queries.reader import QueryReader
from app.catalog.searching import Searcher
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.relevance.words import Analyzer
from app.domain.standard import Rulebook, load_rulebook
from app.errors import ItemgraphError
from app.extraction.extractor import Extractor
from app.extraction.watching import open_watch
from app.index.index import AnsweringStore, Index
from app.main.meters import count, gauge, show_drift, show_watch
from app.main.opening import open_extractor, open_index, open_store
from app.settings import Settings, core_count, read_settings
from app.telemetry import Metrics
from app.telemetry.traces import check_collector

DESCRIPTION = "Turns item text into a knowledge graph that applications search, with evidence on every property."

# The modules of the routes, in the order in which a path is tried.
_ROUTES = (
    extract,
    bulk,
    suggestions,
    correction_labels,
    corrections,
    label_queue,
    items,
    search,
    properties,
    completions,
    coverage,
    drift,
    recommendations,
    compare,
    paths,
    changes,
    export,
    vocabulary,
    operate,
    model,
    admin,
    hosting,
    explorer,
)

# Seconds for the end of running calls, after those that the server gives them.
_CLOSING = 5.0

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Returns the service as an ASGI application. Raises BundleError, StoreError or SettingsError."""
    settings = settings or read_settings()
    check_exposure(settings)
    if settings.opentelemetry:
        check_collector()
    rules = load_rulebook(settings.vocabulary)
    return build_app(assemble(settings, open_extractor(settings, rules), open_store(settings), rules))


def build_app(service: Service) -> FastAPI:
    """Returns the application of a service. It closes the service when it ends."""

    running = Running(service, _renew)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if running.service.keeper:
            running.service.keeper.start()
        if running.service.watch:
            running.service.watch.start(lambda: running.service.extractor.bundle.folder.name, running.reload)
        resumed = asyncio.create_task(asyncio.to_thread(_resume, running.service))
        yield
        running.stop()
        await _within(_CLOSING, asyncio.gather(resumed, asyncio.to_thread(_close, running.service)))

    traced = service.settings.opentelemetry
    app: FastAPI = FastAPIOffline(
        title="Itemgraph",
        version=version("itemgraph"),
        description=DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
        telemetry={"tracing": traced, "metrics": traced, "logs": False, "auto_configure": traced},
    )
    app.state.running = running
    for module in _ROUTES:
        app.include_router(module.router)
    app.mount("/explorer", explorer.explorer_files())
    operations = Operations(module.router for module in _ROUTES)
    errors.install(app, operations.methods)
    add_layers(app, operations, service.settings, service.keyring, service.metrics)
    return app


def _resume(service: Service) -> None:
    """Finishes merges that an earlier process left unfinished."""
    try:
        changed = service.merger.resume()
    except ItemgraphError as error:
        log.warning("unfinished merges of the vocabulary could not be finished: %s", error)
    else:
        if changed:
            log.info("unfinished merges of the vocabulary changed %d more items", changed)


def _renew(service: Service) -> Service:
    """Returns the same service with the model that `MODEL` names now."""
    extractor = open_extractor(service.settings, service.vocabulary.rules.rulebook, service.extractor.tally)
    catalog = Catalog(extractor, service.vocabulary, service.store, service.metrics)
    return replace(
        service,
        extractor=extractor,
        catalog=catalog,
        corrector=Corrector(catalog, service.store),
        text_reader=TextReader(extractor, service.vocabulary, service.metrics),
        searcher=_searcher(service.settings, extractor, service.vocabulary, service.index),
    )


async def _within(seconds: float, closing: "asyncio.Future[Any]") -> None:
    """Waits for the end of running calls. The process ends in any case, and a transaction that is cut is undone."""
    try:
        await asyncio.wait_for(closing, seconds)
    except TimeoutError:
        log.warning("some calls did not end within %g seconds; the process ends without them", seconds)


def _close(service: Service) -> None:
    """Blocks. A Gremlin connection runs an event loop of its own, so this must be in a thread without one."""
    service.long_calls.close()
    service.short_calls.close()
    service.bodies.close()
    if service.watch:
        service.watch.close()
    service.extractor.close()
    if service.keeper:
        service.keeper.close()
    service.store.close()


def assemble(settings: Settings, extractor: Extractor, store: AnsweringStore, rules: Rulebook | None = None) -> Service:
    """Returns the service built from its two resources. `rules` are those of the settings, if already read."""
    metrics = Metrics()
    index, keeper = open_index(settings, store)
    count(extractor, store, metrics)
    gauge(keeper, metrics)
    watch = open_watch(settings)
    show_watch(watch, metrics)
    show_drift(settings.data_dir, metrics)
    threads = settings.threads or core_count()
    vocabulary = TeamVocabulary(rules or load_rulebook(settings.vocabulary), store)
    catalog = Catalog(extractor, vocabulary, store, metrics)
    return Service(
        settings,
        metrics,
        extractor,
        store,
        index,
        keeper,
        vocabulary,
        Merger(vocabulary, store),
        catalog,
        Corrector(catalog, store),
        TextReader(extractor, vocabulary, metrics),
        _searcher(settings, extractor, vocabulary, index),
        Workers(threads + settings.queue, metrics, most_characters=settings.queue_characters),
        Workers(2 * threads, metrics, settings.queue),
        Answers(),
        Bodies(settings.max_bytes_under_way),
        Places(settings.exports),
        Cursors(settings.signing_key),
        Readiness(),
        open_keyring(settings),
        watch,
    )


def _searcher(settings: Settings, extractor: Extractor, vocabulary: TeamVocabulary, index: Index) -> Searcher:
    return Searcher(QueryReader(extractor, vocabulary, index), vocabulary, index, Analyzer(settings.text_language))
