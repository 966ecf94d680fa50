"""The write path: text → spans → properties → graph."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.catalog import Catalog, Written, extracted_properties, to_item
from app.domain.items import Draft
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.telemetry import Metrics
from model.bundle import Bundle
from model.reading import Extraction
from model.spans import Span
from tests.fakes import FakeTagger

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NOTHING = Extraction((), 0, 0)


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
        return Catalog(Extractor(bundle, tagger, min_score), store, metrics, now)

    return open_one


def span(label: str, text: str, start: int = 0, score: float = 0.9) -> Span:
    return Span(start, start + len(text), label, text, score)


def properties(title: list[Span], text: list[Span]) -> Any:
    return extracted_properties(title, text, "m@1", NOW)


def test_mentions_of_one_value_are_one_property_with_the_surest_score() -> None:
    (prop,) = properties([span("COLOR", "Red", 0, 0.7)], [span("COLOR", "red", 5, 0.95), span("COLOR", "RED", 9, 0.8)])
    assert (prop.name, prop.value, prop.display, prop.score) == ("color", "red", "Red", 0.95)
    assert [(e.field, e.start, e.text, e.score) for e in prop.evidence] == [
        ("title", 0, "Red", 0.7),
        ("text", 5, "red", 0.95),
        ("text", 9, "RED", 0.8),
    ]
    assert (prop.source, prop.model, prop.extracted_at) == ("extracted", "m@1", NOW)


def test_one_value_of_two_labels_is_two_properties() -> None:
    found = properties([span("COLOR", "Orange"), span("FLAVOR", "orange", 7)], [])
    assert [(prop.name, prop.value) for prop in found] == [("color", "orange"), ("flavor", "orange")]


def test_span_without_letter_or_digit_is_no_property() -> None:
    assert properties([span("COLOR", "–")], []) == []


def test_quantity_keeps_how_it_was_said() -> None:
    (prop,) = properties([], [span("QUANTITY", "1.5 KG")])
    assert (prop.value, prop.display, prop.number, prop.unit) == ("1500 g", "1.5 KG", 1500, "g")


def test_given_property_wins_and_keeps_the_evidence() -> None:
    draft = Draft("a", title="RED", given=(("Color", "Red"), ("color", "blue")))
    item = to_item(draft, Extraction((span("COLOR", "RED"),), 1, 3), NOTHING, "m@1", NOW, "f")
    blue, red = item.properties
    assert (red.value, red.display, red.source, red.score, red.model) == ("red", "Red", "given", 1, None)
    assert [e.text for e in red.evidence] == ["RED"]
    assert (blue.value, blue.source, blue.evidence) == ("blue", "given", ())


def test_properties_are_in_order_of_name_and_value() -> None:
    draft = Draft("a", given=(("size", "xl"), ("color", "red"), ("color", "blue")))
    item = to_item(draft, NOTHING, NOTHING, "m@1", NOW, "f")
    assert [(p.name, p.value) for p in item.properties] == [("color", "blue"), ("color", "red"), ("size", "xl")]


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
