"""What the metrics count and show."""

from functools import partial
from pathlib import Path

from app.catalog.drifting import read_drift
from app.extraction.extractor import Extractor
from app.extraction.watching import ModelWatch
from app.graph.store import GraphStore
from app.index.keeping import Keeper
from app.telemetry import Metrics
from app.telemetry.metrics import Rows


def count(extractor: Extractor, store: GraphStore, metrics: Metrics) -> None:
    """Counts what the model and the graph do."""
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


def gauge(keeper: Keeper | None, metrics: Metrics) -> None:
    """Shows the state of the index, if there is one beside the graph."""
    if keeper is None:
        return
    for name, description in (
        ("ready", "Whether the index answers; until then searches of more than 5,000 items are refused."),
        ("building", "Whether the index is being built from the whole graph."),
        ("full", "Whether there is no index, because it would take more than INDEX_MEMORY."),
        ("read", "Items that the newest build has read."),
        ("items", "Items in the index."),
        ("segments", "Segments of the index."),
        ("bytes", "Bytes of the index, with an estimate of names, values and words."),
    ):
        metrics.gauge(f"itemgraph_index_{name}", description, partial(_state, keeper, name))


def show_watch(watch: ModelWatch | None, metrics: Metrics) -> None:
    """Counts the looks for another model, if there are any."""
    if watch is None:
        return
    looks, failures = (
        "Looks whether S3 has another model.",
        "Looks that failed, or found a model that cannot be loaded.",
    )
    metrics.count("itemgraph_model_looks", looks, lambda: watch.looks)
    metrics.count("itemgraph_model_failures", failures, lambda: watch.failures)


def show_drift(folder: Path, metrics: Metrics) -> None:
    """Shows what `itemgraph drift` measured last with this DATA_DIR, if it did."""

    def rows() -> Rows:
        for each in (read_drift(folder) or {"shifts": ()})["shifts"]:
            yield (each["kind"], each["name"] or "", each["source"] or ""), each["index"]

    said = "Population stability index since the earlier state, as `itemgraph drift` measured it last."
    metrics.gauges("itemgraph_drift", said, ("kind", "property", "source"), rows)


def _state(keeper: Keeper, name: str) -> float:
    return float(getattr(keeper.state(), name))
