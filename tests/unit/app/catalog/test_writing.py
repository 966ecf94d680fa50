"""The write path: text → spans → properties → graph."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog, Written
from app.domain.items import Draft
from app.domain.standard import load_rulebook
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.telemetry import Metrics
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def tagger(bundle: Bundle) -> FakeTagger:
    return FakeTagger(bundle)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def open_catalog(bundle: Bundle, store: SqliteStore, tagger: FakeTagger, metrics: Metrics) -> Callable[..., Catalog]:
    clock = itertools.count()

    def open_one(bundle: Bundle = bundle, min_score: float = 0.5) -> Catalog:
        now = lambda: NOW + timedelta(seconds=next(clock))  # noqa: E731
        vocabulary = TeamVocabulary(load_rulebook(), store)
        return Catalog(Extractor(bundle, tagger, min_score), vocabulary, store, metrics, now)

    return open_one


def test_put_answers_in_the_order_sent(open_catalog: Callable[..., Catalog]) -> None:
    catalog = open_catalog()
    catalog.put([Draft("b", "red"), Draft("c")])
    assert catalog.put([Draft("c", "blue"), Draft("a"), Draft("b", "red")]) == [
        Written("c", "updated"),
        Written("a", "created"),
        Written("b", "unchanged"),
    ]


def test_put_again_reads_and_writes_nothing(
    open_catalog: Callable[..., Catalog], store: SqliteStore, metrics: Metrics
) -> None:
    catalog = open_catalog()
    draft = Draft("a", "red shirt", "cotton", (("price", "1 EUR"),))
    catalog.put([draft])
    before = store.get(["a"])
    assert catalog.put([draft]) == [Written("a", "unchanged")]
    assert store.get(["a"]) == before
    assert metrics.registry.get_sample_value("itemgraph_windows_total") == 2


def test_put_of_nothing_does_nothing(open_catalog: Callable[..., Catalog]) -> None:
    assert open_catalog().put([]) == []


def test_order_of_given_values_is_a_change_but_harmless(
    open_catalog: Callable[..., Catalog], store: SqliteStore
) -> None:
    catalog = open_catalog()
    catalog.put([Draft("a", given=(("color", "red"), ("color", "blue")))])
    before = store.get(["a"])["a"].properties
    catalog.put([Draft("a", given=(("color", "blue"), ("color", "red")))])
    after = store.get(["a"])["a"].properties
    assert [(p.name, p.value, p.source) for p in after] == [(p.name, p.value, p.source) for p in before]


def test_another_model_reads_anew_and_keeps_what_was_given(
    open_catalog: Callable[..., Catalog], store: SqliteStore, bundle: Bundle
) -> None:
    draft = Draft("a", "red shirt", given=(("price", "1 EUR"),))
    open_catalog().put([draft])
    changed = replace(
        bundle, digest="0" * 64, manifest=bundle.manifest.model_copy(update={"version": "9", "name": "other"})
    )
    assert open_catalog(bundle=changed).put([draft]) == [Written("a", "updated")]
    models = {prop.name: prop.model for prop in store.get(["a"])["a"].properties}
    assert models == {"category": "other@9", "color": "other@9", "price": None}


def test_another_min_score_reads_anew(open_catalog: Callable[..., Catalog], store: SqliteStore) -> None:
    draft = Draft("a", "red shirt")
    open_catalog().put([draft])
    assert open_catalog(min_score=0.99).put([draft]) == [Written("a", "updated")]
    assert store.get(["a"])["a"].properties == ()


def test_delete_says_whether_there_was_an_item(open_catalog: Callable[..., Catalog]) -> None:
    catalog = open_catalog()
    catalog.put([Draft("a")])
    assert catalog.delete("a")
    assert not catalog.delete("a")


def test_deleted_item_is_created_again(open_catalog: Callable[..., Catalog]) -> None:
    catalog = open_catalog()
    catalog.put([Draft("a", "red")])
    catalog.delete("a")
    assert catalog.put([Draft("a", "red")]) == [Written("a", "created")]


def test_batch_is_read_in_one_call_of_the_model(open_catalog: Callable[..., Catalog], tagger: FakeTagger) -> None:
    open_catalog().put([Draft(f"i{n}", "red", "blue") for n in range(20)])
    assert tagger.calls == 1
