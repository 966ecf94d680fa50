"""Assembles the service. No other module does."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
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
    coverage,
    explorer,
    export,
    extract,
    hosting,
    items,
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
from app.catalog.extracting import TextReader
from app.catalog.merging import Merger
from app.catalog.queries.reader import QueryReader
from app.catalog.searching import Searcher
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.relevance.words import Analyzer
from app.domain.standard import Rulebook, load_rulebook
from app.errors import ItemgraphError, SettingsError, StoreError
from app.extraction.bundles import open_bundle
from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.extraction.finders import Finders
from app.extraction.tally import Tally
from app.graph.sqlite import SqliteStore
from app.graph.store import GraphStore
from app.index.embedded.bases import Bases
from app.index.embedded.following import Follower
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.keeping import Keeper
from app.index.index import AnsweringStore, Index
from app.settings import Settings, core_count, read_settings
from app.telemetry import Metrics
from app.telemetry.traces import check_collector

DESCRIPTION = "Turns item text into a knowledge graph that applications search, with evidence on every property."

# The modules of the routes, in the order in which a path is tried.
_ROUTES = (
    extract,
    bulk,
    suggestions,
    items,
    search,
    properties,
    completions,
    coverage,
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


def open_extractor(settings: Settings, rules: Rulebook, tally: Tally | None = None) -> Extractor:
    """Opens the model that `MODEL` names, with its engine and the finders of the rules.

    Raises BundleError or SettingsError.
    """
    bundle = open_bundle(settings)
    finders = Finders.of(rules, bundle.manifest.labels)
    tagger = open_tagger(settings, bundle)
    extractor = Extractor(bundle, tagger, settings.min_score, settings.cache_bytes, tally, finders)
    try:
        extractor.check()
    except Exception:
        extractor.close()
        raise
    return extractor


def build_app(service: Service) -> FastAPI:
    """Returns the application of a service. It closes the service when it ends."""

    running = Running(service, _renew)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if running.service.keeper:
            running.service.keeper.start()
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
    return replace(
        service,
        extractor=extractor,
        catalog=Catalog(extractor, service.vocabulary, service.store, service.metrics),
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
    service.extractor.close()
    if service.keeper:
        service.keeper.close()
    service.store.close()


def assemble(settings: Settings, extractor: Extractor, store: AnsweringStore, rules: Rulebook | None = None) -> Service:
    """Returns the service built from its two resources. `rules` are those of the settings, if already read."""
    metrics = Metrics()
    index, keeper = open_index(settings, store)
    _count(extractor, store, metrics)
    _gauge(keeper, metrics)
    threads = settings.threads or core_count()
    vocabulary = TeamVocabulary(rules or load_rulebook(settings.vocabulary), store)
    return Service(
        settings,
        metrics,
        extractor,
        store,
        index,
        keeper,
        vocabulary,
        Merger(vocabulary, store),
        Catalog(extractor, vocabulary, store, metrics),
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
    )


def _searcher(settings: Settings, extractor: Extractor, vocabulary: TeamVocabulary, index: Index) -> Searcher:
    return Searcher(QueryReader(extractor, vocabulary, index), vocabulary, index, Analyzer(settings.text_language))


def _count(extractor: Extractor, store: GraphStore, metrics: Metrics) -> None:
    for name, description in (
        ("cache_hits", "Texts answered from the cache."),
        ("cache_misses", "Texts that were not in the cache."),
        ("batches", "Batches run through the model."),
        ("word_pieces", "Word pieces run through the model."),
        ("skipped", "Calls dropped because their clients had gone."),
    ):
        metrics.count(f"itemgraph_{name}", description, partial(getattr, extractor.tally, name))
    for name, (description, total) in store.counters().items():
        metrics.count(f"itemgraph_{name}", description, total)


def _gauge(keeper: Keeper | None, metrics: Metrics) -> None:
    if keeper is None:
        return
    for name, description in (
        ("ready", "Whether the index answers; until then the graph answers by itself."),
        ("building", "Whether the index is being built from the whole graph."),
        ("read", "Items that the newest build has read."),
        ("items", "Items in the index."),
        ("segments", "Segments of the index."),
        ("bytes", "Bytes of the index, with an estimate of names, values and words."),
    ):
        metrics.gauge(f"itemgraph_index_{name}", description, partial(_state, keeper, name))


def _state(keeper: Keeper, name: str) -> float:
    return float(getattr(keeper.state(), name))


def open_index(settings: Settings, store: AnsweringStore) -> tuple[Index, Keeper | None]:
    """Returns the index that `INDEX` names, and what keeps it. The keeper is not started."""
    match settings.index:
        case "embedded":
            analyzer = Analyzer(settings.text_language)
            follower = Follower(store, analyzer)
            bases = Bases(settings.data_dir / "index", store, analyzer)
            keeper = Keeper(follower, bases, 60 * settings.index_renew_minutes)
            return EmbeddedIndex(follower, analyzer, store.index), keeper
        case "none":
            return store.index, None


def open_store(settings: Settings) -> AnsweringStore:
    """Opens the graph that `GRAPH_URL` names. Raises SettingsError or StoreError."""
    url, analyzer = settings.graph_url, Analyzer(settings.text_language)
    match url.split("://", 1):
        case [""]:
            return _open_data_dir(settings.data_dir, analyzer)
        case ["sqlite", path] if path.startswith("/") and len(path) > 1:
            return _open_file(Path(path.removeprefix("/")), analyzer, f"GRAPH_URL={url!r}")
        case ["ws" | "wss", _]:
            from app.graph.gremlin import GremlinStore, Limits

            return GremlinStore(url, Limits(size=settings.graph_connections), analyzer)
        case _:
            raise SettingsError(f"GRAPH_URL={url!r}: expected sqlite:///PATH, ws://HOST:PORT/gremlin or wss://…")


def _open_data_dir(folder: Path, analyzer: Analyzer) -> SqliteStore:
    setting = f"DATA_DIR={str(folder)!r}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{setting}: {folder}: cannot be created: {error}") from error
    return _open_file(folder / "graph.sqlite", analyzer, setting)


def _open_file(path: Path, analyzer: Analyzer, setting: str) -> SqliteStore:
    try:
        return SqliteStore(path, analyzer)
    except StoreError as error:
        raise StoreError(f"{setting}: {error}") from error
