"""Texts read without storing anything."""

import threading

import pytest

from app.catalog.extracting import TextReader
from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.aliases.entries import Entry
from app.domain.standard import load_rulebook
from app.errors import Cancelled
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.telemetry import Metrics
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger


@pytest.fixture
def reader(bundle: Bundle, store: SqliteStore) -> TextReader:
    vocabulary = TeamVocabulary(load_rulebook(), store)
    return TextReader(Extractor(bundle, FakeTagger(bundle)), vocabulary, Metrics())


def test_properties_come_in_the_order_of_the_text(reader: TextReader) -> None:
    (read,) = reader.read(["Nike red shirt"])
    assert [span.label for span in read.spans] == ["BRAND", "COLOR", "CATEGORY"]
    assert [(prop.name, prop.value) for prop in read.properties] == [
        ("brand", "nike"),
        ("color", "red"),
        ("category", "shirt"),
    ]
    assert read.windows == 1


def test_labels_and_score_choose_what_is_kept(reader: TextReader) -> None:
    (read,) = reader.read(["Nike red shirt"], labels=["COLOR"])
    assert [prop.name for prop in read.properties] == ["color"]
    (read,) = reader.read(["Nike red shirt"], min_score=0.99)
    assert (read.spans, read.properties) == ((), ())


def test_the_teams_aliases_are_used(reader: TextReader, store: SqliteStore) -> None:
    store.put_entry(Entry("color", "navy", ("red",)))
    (read,) = reader.read(["red"])
    assert [prop.value for prop in read.properties] == ["blue", "navy"]


def test_a_caller_who_has_gone_ends_the_reading(reader: TextReader) -> None:
    gone = threading.Event()
    gone.set()
    with pytest.raises(Cancelled):
        reader.read(["Nike red shirt"], gone=gone)
