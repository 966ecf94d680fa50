"""Puts the service together; nothing else does."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from app.api import bulk, changes, compare, errors, export, extract, items, operate, search, vocabulary
from app.api.dependencies import Service
from app.api.idempotency import Answers
from app.api.middleware import CheckAddress, CheckBody, LocalPages, Timing
from app.api.workers import Workers
from app.catalog import Catalog
from app.domain.vocabulary import load_vocabulary
from app.errors import ItemgraphError, SettingsError
from app.extraction.extractor import Extractor
from app.extraction.tagger import Tagger
from app.graph.sqlite import SqliteStore
from app.graph.store import GraphStore
from app.merging import Merger
from app.reader import QueryReader
from app.settings import Settings, core_count, read_settings
from app.telemetry import Metrics
from app.vocabulary import TeamVocabulary
from model.bundle import SAVED_MODEL_FILE, Bundle, read_bundle

DESCRIPTION = "Turns item text into a knowledge graph that applications search, with evidence on every property."

log = logging.getLogger(__name__)

_GPU = Path("/dev/nvidia0")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application. Raises BundleError, StoreError or SettingsError if it cannot work."""
    settings = settings or read_settings()
    bundle = read_bundle(settings.model)
    extractor = Extractor(bundle, open_tagger(settings, bundle), settings.min_score, settings.cache_bytes)
    extractor.check()
    return build_app(assemble(settings, extractor, open_store(settings)))


def build_app(service: Service) -> FastAPI:
    """The application over a service, which it closes when it ends."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        resumed = asyncio.create_task(asyncio.to_thread(_resume, service))
        yield
        await resumed
        # Closing blocks, and a Gremlin connection has an event loop of its own, which none may run beside.
        await asyncio.to_thread(_close, service)

    app: FastAPI = FastAPIOffline(
        title="Itemgraph", version=version("itemgraph"), description=DESCRIPTION, lifespan=lifespan
    )
    app.state.service = service
    for module in (extract, bulk, items, search, compare, changes, export, vocabulary, operate):
        app.include_router(module.router)
    errors.install(app)
    app.add_middleware(CheckBody, limit=service.settings.max_body_bytes)
    app.add_middleware(CheckAddress)
    app.add_middleware(LocalPages)
    app.add_middleware(Timing, metrics=service.metrics)
    return app


def _resume(service: Service) -> None:
    """Goes on with merges that an earlier process left half done."""
    try:
        changed = service.merger.resume()
    except ItemgraphError as error:
        log.warning("decisions of the vocabulary were not carried out on all items: %s", error)
    else:
        if changed:
            log.info("decisions of the vocabulary were carried out on %d more items", changed)


def _close(service: Service) -> None:
    service.extractor.stop()
    service.writers.close()
    service.readers.close()
    service.extractor.close()
    service.store.close()


def assemble(settings: Settings, extractor: Extractor, store: GraphStore) -> Service:
    """The service from its two resources."""
    metrics = Metrics()
    _count(extractor, store, metrics)
    threads = settings.threads or core_count()
    vocabulary = TeamVocabulary(load_vocabulary(settings.vocabulary), store)
    return Service(
        settings,
        metrics,
        extractor,
        store,
        vocabulary,
        Merger(vocabulary, store),
        Catalog(extractor, vocabulary, store, metrics),
        QueryReader(extractor, vocabulary, store),
        Workers(threads + settings.queue, metrics),
        Workers(2 * threads, metrics, settings.queue),
        Answers(),
    )


def _count(extractor: Extractor, store: GraphStore, metrics: Metrics) -> None:
    cache, batcher = extractor.cache, extractor.batcher
    for name, description, read in (
        ("cache_hits", "Texts that were read before and still known.", lambda: cache.hits),
        ("cache_misses", "Texts that the cache did not know.", lambda: cache.misses),
        ("batches", "Batches run through the model.", lambda: batcher.batches),
        ("word_pieces", "Word pieces run through the model.", lambda: batcher.pieces),
        ("skipped", "Calls left unfinished because their clients had gone.", lambda: batcher.skipped),
    ):
        metrics.count(f"itemgraph_{name}", description, read)
    for name, (description, total) in store.counters().items():
        metrics.count(f"itemgraph_{name}", description, total)


def open_store(settings: Settings) -> GraphStore:
    """The graph that `GRAPH_URL` names."""
    url = settings.graph_url or f"sqlite:///{settings.data_dir / 'graph.sqlite'}"
    match url.split("://", 1):
        case ["sqlite", path] if path.startswith("/") and len(path) > 1:
            return SqliteStore(Path(path.removeprefix("/")))
        case ["ws" | "wss", _]:
            from app.graph.gremlin import GremlinStore, Limits

            return GremlinStore(url, Limits(size=settings.graph_connections))
        case _:
            raise SettingsError(f"GRAPH_URL={url!r}: expected sqlite:///PATH, ws://HOST:PORT/gremlin or wss://…")


def open_tagger(settings: Settings, bundle: Bundle) -> Tagger:
    """The engine that `ENGINE` names; its library is imported only then."""
    if settings.engine == "ctranslate2" or (settings.engine == "auto" and not _is_for_gpu(bundle)):
        from app.extraction.ctranslate2_tagger import CTranslate2Tagger

        return CTranslate2Tagger(bundle, settings.threads or core_count())
    try:
        from app.extraction.tensorflow_tagger import TensorFlowTagger
    except ModuleNotFoundError as error:
        advice = "`make train-deps` or `pip install 'itemgraph[train]'`"
        raise SettingsError(f"ENGINE=tensorflow: {error.name} is not installed; {advice}") from error
    return TensorFlowTagger(bundle)


def _is_for_gpu(bundle: Bundle) -> bool:
    """Whether there is all that TensorFlow needs to be the faster engine."""
    return bundle.has(SAVED_MODEL_FILE) and _GPU.exists() and find_spec("tensorflow") is not None
