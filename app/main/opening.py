"""Opens what the settings name: the model, the graph and its index."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.relevance.words import Analyzer
from app.domain.standard import Rulebook
from app.errors import SettingsError, StoreError
from app.extraction.bundles import open_bundle
from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.extraction.finders import Finders
from app.extraction.tally import Tally
from app.graph.sqlite import SqliteStore
from app.graph.sqlite.mounts import network_mount, read_mounts
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.following import Follower
from app.index.embedded.upkeep.keeping import Keeper as EmbeddedKeeper
from app.index.index import AnsweringStore, Index
from app.index.keeping import Keeper
from app.settings import Settings

if TYPE_CHECKING:
    from app.index.opensearch.upkeep.following import Follower as OpenSearchFollower

log = logging.getLogger(__name__)


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


def open_index(settings: Settings, store: AnsweringStore) -> tuple[Index, Keeper | None]:
    """Returns the index that `INDEX` names, and what keeps it. The keeper is not started."""
    analyzer, renew_seconds = Analyzer(settings.text_language), 60 * settings.index_renew_minutes
    match settings.index:
        case "embedded":
            follower = Follower(store, analyzer, memory=settings.index_memory)
            bases = Bases(settings.data_dir / "index", store, analyzer)
            return EmbeddedIndex(follower, analyzer, store.index), EmbeddedKeeper(follower, bases, renew_seconds)
        case "opensearch":
            from app.index.opensearch.index import OpenSearchIndex
            from app.index.opensearch.upkeep.keeping import Keeper as OpenSearchKeeper

            shared = open_opensearch(settings, store)
            return OpenSearchIndex(shared, store.index), OpenSearchKeeper(shared, renew_seconds)
        case "none":
            return store.index, None


def open_opensearch(settings: Settings, store: AnsweringStore) -> "OpenSearchFollower":
    """Returns what keeps the index of a graph on OpenSearch. Raises SettingsError."""
    from app.index.opensearch.address import Address
    from app.index.opensearch.client import Client
    from app.index.opensearch.mapping import Shards
    from app.index.opensearch.upkeep.following import Follower as OpenSearchFollower

    client = Client(Address.parse(settings.index_url.get_secret_value() if settings.index_url else ""))
    shards = Shards(settings.index_shards, settings.index_replicas)
    return OpenSearchFollower(client, settings.index_name, store, Analyzer(settings.text_language), shards)


def open_store(settings: Settings, mounts: str | None = None) -> AnsweringStore:
    """Opens the graph that `GRAPH_URL` names. Raises SettingsError or StoreError.

    `mounts` is the table of mounted file systems (`app.graph.sqlite.mounts`); None: that of this machine.
    """
    url, analyzer = settings.graph_url, Analyzer(settings.text_language)
    match url.split("://", 1):
        case [""]:
            _check_mount(settings, settings.data_dir, f"DATA_DIR={str(settings.data_dir)!r}", mounts)
            return _open_data_dir(settings.data_dir, analyzer)
        case ["sqlite", place] if place.startswith("/") and len(place) > 1:
            path, setting = Path(place.removeprefix("/")), f"GRAPH_URL={url!r}"
            _check_mount(settings, path, setting, mounts)
            return _open_file(path, analyzer, setting)
        case ["ws" | "wss", _]:
            from app.graph.gremlin import GremlinStore, Limits

            return GremlinStore(url, Limits(size=settings.graph_connections), analyzer)
        case _:
            raise SettingsError(f"GRAPH_URL={url!r}: expected sqlite:///PATH, ws://HOST:PORT/gremlin or wss://…")


def _check_mount(settings: Settings, path: Path, setting: str, mounts: str | None) -> None:
    """Raises SettingsError for a graph on a network file system, unless the settings allow it."""
    mount = network_mount(path, read_mounts() if mounts is None else mounts)
    if mount is None:
        return
    place = f"{setting}: the network file system at {mount.point} ({mount.kind})"
    if settings.allow_network_files:
        log.warning("%s may lose writes if several machines use the graph", place)
        return
    raise SettingsError(
        f"{place} cannot keep SQLite's log and locks; expected a disk of this machine, or a Gremlin server in "
        "GRAPH_URL. ALLOW_NETWORK_FILES=true opens it for the processes of one machine"
    )


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
