"""Rereading stored items: it can show its result first, it resumes, and it overwrites nothing newer."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalog.rereading import Rereading
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.items import Draft, Item
from app.domain.standard import load_rulebook
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.telemetry import Metrics
from model.bundle import Bundle
from tests.stand_ins.tagger import WORDS, FakeTagger

DRAFTS = [Draft(f"i{n:03}", "Nike red shirt", "Acme cotton", (("price", f"{n} EUR"),)) for n in range(150)]
Open = Callable[..., tuple[Catalog, FakeTagger]]


@pytest.fixture
def open_catalog(bundle: Bundle, store: SqliteStore) -> Open:
    """A catalog whose model is `version`, and knows these words."""

    def open_one(version: str = "1", **words: str) -> tuple[Catalog, FakeTagger]:
        tagger = FakeTagger(bundle, WORDS | words)
        manifest = bundle.manifest.model_copy(update={"version": version})
        extractor = Extractor(replace(bundle, digest=version * 8, manifest=manifest), tagger)
        return Catalog(extractor, TeamVocabulary(load_rulebook(), store), store, Metrics()), tagger

    return open_one


@pytest.fixture
def newer(open_catalog: Open) -> tuple[Catalog, FakeTagger]:
    """A graph read by the first model, and the second one: it sees materials in shirts, and no brands of Nike."""
    open_catalog()[0].put(DRAFTS)
    return open_catalog("2", shirt="B-MATERIAL", nike="O")


def run(catalog: Catalog, store: SqliteStore, folder: Path, changed_only: bool = False) -> Rereading:
    return Rereading(catalog, store, folder, "digest", changed_only)


def nothing(_: int) -> None:
    pass


def values(item: Item) -> list[str]:
    return [f"{prop.name}:{prop.value}" for prop in item.properties]


def test_what_changes_is_counted_by_property_before_it_is_written(
    newer: tuple[Catalog, FakeTagger], store: SqliteStore, tmp_path: Path
) -> None:
    before = store.page(1000)
    reading = run(newer[0], store, tmp_path)
    report = reading.read(nothing)
    assert (report.items, report.changed) == (150, 150)
    assert report.gained == {"material": 150}
    assert report.lost == {"brand": 150, "category": 150}
    assert report.kept == {"brand": 150, "color": 150, "material": 150}
    assert store.page(1000) == before
    assert reading.write(nothing) == 150
    after = store.get(["i007"])["i007"]
    assert values(after) == ["brand:acme", "color:red", "material:cotton", "material:shirt", "price:7 eur"]
    assert {prop.model for prop in after.properties} == {"products@2", None}
    assert after.given == (("price", "7 EUR"),)


def test_the_result_is_what_sending_the_items_again_would_make(
    newer: tuple[Catalog, FakeTagger], store: SqliteStore, tmp_path: Path
) -> None:
    reading = run(newer[0], store, tmp_path)
    reading.read(nothing)
    reading.write(nothing)
    assert {each.status for each in newer[0].put(DRAFTS)} == {"unchanged"}


def test_nothing_is_read_twice(newer: tuple[Catalog, FakeTagger], store: SqliteStore, tmp_path: Path) -> None:
    catalog, tagger = newer
    run(catalog, store, tmp_path).read(nothing)
    calls = tagger.calls
    reading = run(catalog, store, tmp_path)
    assert reading.read(nothing).gained == {"material": 150}
    assert reading.write(nothing) == 150
    assert tagger.calls == calls
    assert list(tmp_path.glob("reextract-*")) == []


def test_a_run_that_was_killed_goes_on_behind_its_last_whole_line(
    newer: tuple[Catalog, FakeTagger], store: SqliteStore, tmp_path: Path
) -> None:
    whole = run(newer[0], store, tmp_path).read(nothing)
    (file,) = tmp_path.glob("reextract-*")
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:70]) + lines[70][:40])
    done: list[int] = []
    reading = run(newer[0], store, tmp_path)
    assert reading.read(done.append) == whole
    assert sum(done) == 150
    assert [json.loads(line)["id"] for line in file.read_bytes().splitlines()] == [each.id for each in DRAFTS]
    assert reading.write(nothing) == 150


def test_items_sent_again_or_deleted_meanwhile_are_left_alone(
    newer: tuple[Catalog, FakeTagger], store: SqliteStore, tmp_path: Path
) -> None:
    reading = run(newer[0], store, tmp_path)
    reading.read(nothing)
    newer[0].put([replace(DRAFTS[3], title="Blue jeans")])
    newer[0].delete("i004")
    assert reading.write(nothing) == 148
    assert "color:blue" in values(store.get(["i003"])["i003"])
    assert store.get(["i004"]) == {}


def test_only_what_another_model_has_read(
    newer: tuple[Catalog, FakeTagger], store: SqliteStore, tmp_path: Path
) -> None:
    newer[0].put(DRAFTS[:100])
    reading = run(newer[0], store, tmp_path, changed_only=True)
    assert reading.read(nothing).items == 50
    assert reading.write(nothing) == 50
    assert run(newer[0], store, tmp_path, changed_only=True).read(nothing).items == 0


def test_the_same_model_changes_nothing(open_catalog: Open, store: SqliteStore, tmp_path: Path) -> None:
    catalog, _ = open_catalog()
    catalog.put(DRAFTS)
    before = store.page(1000)
    reading = run(catalog, store, tmp_path)
    report = reading.read(nothing)
    assert (report.items, report.changed) == (150, 0)
    assert reading.write(nothing) == 0
    assert store.page(1000) == before


@pytest.mark.parametrize(("score", "changed"), [(0.005, False), (0.1, True)])
def test_noise_of_scores_is_no_difference(
    open_catalog: Open, store: SqliteStore, tmp_path: Path, score: float, changed: bool
) -> None:
    catalog, _ = open_catalog()
    catalog.put(DRAFTS[:1])
    (item,) = store.page(10)
    color = next(prop for prop in item.properties if prop.name == "color")
    evidence = tuple(replace(each, score=each.score - score) for each in color.evidence)
    noisy = replace(color, score=color.score - score, evidence=evidence)
    store.rewrite([replace(item, properties=tuple(noisy if prop == color else prop for prop in item.properties))])
    assert run(catalog, store, tmp_path).read(nothing).changed == int(changed)


def test_aliases_decided_between_reading_and_writing_hold(
    newer: tuple[Catalog, FakeTagger], store: SqliteStore, tmp_path: Path
) -> None:
    from app.catalog.merging import Merger
    from app.domain.aliases.entries import Entry

    reading = run(newer[0], store, tmp_path)
    reading.read(nothing)
    Merger(newer[0]._vocabulary, store).put(Entry("material", "cotton", ("shirt",)))
    assert reading.write(nothing) == 150
    assert "material:shirt" not in values(store.get(["i007"])["i007"])
