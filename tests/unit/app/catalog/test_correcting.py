"""Corrections are kept beside the item, and outlive everything that reads it again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalog.checking import Said
from app.catalog.correcting import Corrector
from app.catalog.merging import Merger
from app.catalog.rereading import Rereading
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog, Written
from app.domain.aliases.entries import Entry
from app.domain.corrections.keeping import MOST_CORRECTIONS
from app.domain.items import Action, Draft, Item
from app.domain.standard import load_rulebook
from app.errors import InvalidInput, NotFound, PreconditionFailed
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.telemetry import Metrics
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger

DRAFT = Draft("a", "Nike shirt", "Red cotton, navy seams", (("price", "9 EUR"),))


class Shop:
    """A catalog with one item, and what corrects it."""

    def __init__(self, bundle: Bundle, store: SqliteStore) -> None:
        self.store = store
        self.vocabulary = TeamVocabulary(load_rulebook(), store)
        self.catalog = Catalog(Extractor(bundle, FakeTagger(bundle)), self.vocabulary, store, Metrics())
        self.corrector = Corrector(self.catalog, store)
        self.catalog.put([DRAFT])

    def say(self, action: Action, name: str, value: str | None = None, **more: object) -> Item:
        said = Said(action, name, value, **more)  # type: ignore[arg-type]
        return self.corrector.add("a", said, "k1", lambda _: True)[1]

    def item(self) -> Item:
        return self.store.get(["a"])["a"]

    def held(self, name: str) -> dict[str, str]:
        return {each.value: each.source for each in self.item().properties if each.name == name}

    def told(self) -> list[str]:
        return [each.kind for each in self.item().history]


@pytest.fixture
def shop(bundle: Bundle, store: SqliteStore) -> Shop:
    return Shop(bundle, store)


def test_each_action_does_what_it_says(shop: Shop) -> None:
    assert shop.held("color") == {"blue": "extracted", "navy": "extracted", "red": "extracted"}
    shop.say("accept", "Colour", "Red")
    shop.say("reject", "color", "navy")
    shop.say("change", "brand", "nike", new_value="Acme")
    shop.say("mark", "detail", span=("text", 17, 22, "seams"))
    shop.say("missing", "fit", "Slim fit")
    assert shop.held("color") == {"red": "corrected"}
    assert shop.held("brand") == {"acme": "corrected"}
    assert [*shop.held("detail").values(), *shop.held("fit").values()] == ["corrected", "corrected"]
    assert shop.held("material") == {"cotton": "extracted"}


def test_what_is_returned_is_what_is_stored(shop: Shop) -> None:
    said, item = shop.corrector.add("a", Said("reject", "color", "red", by="anna", note="no"), "k1", lambda _: True)
    assert shop.item() == item
    assert item.corrections == (said,)
    assert (said.by, said.key, said.note, item.history[-1].correction) == ("anna", "k1", "no", said.id)


def test_corrections_outlive_other_texts_models_and_merges(shop: Shop, bundle: Bundle, tmp_path: Path) -> None:
    shop.say("reject", "color", "red")
    shop.say("missing", "fit", "slim")
    assert shop.catalog.put([replace(DRAFT, title="Red Nike shoe")]) == [Written("a", "updated")]
    assert (shop.held("color").get("red"), shop.held("fit")) == (None, {"slim": "corrected"})
    Merger(shop.vocabulary, shop.store).put(Entry("fit", "narrow", ("slim",)), "k2")
    assert shop.held("fit") == {"narrow": "corrected"}
    other = Catalog(Extractor(bundle, FakeTagger(bundle), 0.4), shop.vocabulary, shop.store, Metrics())
    rereading = Rereading(other, shop.store, tmp_path, "digest", True)
    assert rereading.read(lambda _: None).changed == 1
    assert rereading.write(lambda _: None) == 1
    assert (shop.held("color").get("red"), shop.held("fit")) == (None, {"narrow": "corrected"})
    assert shop.told() == ["created", "corrected", "corrected", "updated", "merged", "reread"]
    assert [each.key for each in shop.item().history][-2:] == ["k2", None]


def test_the_same_item_sent_again_is_unchanged(shop: Shop) -> None:
    shop.say("reject", "color", "red")
    before = shop.item()
    assert shop.catalog.put([DRAFT]) == [Written("a", "unchanged")]
    assert [each.status for each in shop.catalog.put_items([DRAFT])] == ["unchanged"]
    assert shop.catalog.put_if(DRAFT, lambda _: True).status == "unchanged"
    assert shop.item() == before


def test_marked_words_that_the_new_text_lacks_are_dropped_and_told(shop: Shop) -> None:
    shop.say("mark", "detail", span=("text", 17, 22, None))
    shop.say("mark", "thing", span=("title", 5, 10, None))
    changed = replace(DRAFT, title="A shirt by Nike", text="Red cotton")
    (written,) = shop.catalog.put([changed])
    assert [each.name for each in written.dropped] == ["detail"]
    (kept,) = shop.item().corrections
    assert kept.span
    assert (kept.span.start, kept.span.text) == (2, "shirt")
    assert (shop.held("detail"), shop.held("thing")) == ({}, {"shirt": "corrected"})


def test_an_undone_correction_leaves_what_the_texts_say(shop: Shop) -> None:
    before = shop.item()
    said, _ = shop.corrector.add("a", Said("reject", "color", "red"), None, lambda _: True)
    assert "red" not in shop.held("color")
    _, item = shop.corrector.undo("a", said.id, "k1", lambda _: True)
    assert shop.held("color") == {"blue": "extracted", "navy": "extracted", "red": "extracted"}
    assert (item.fingerprint, item.corrections) == (before.fingerprint, ())
    assert item.history[-1].added == (("color", "red"),)
    with pytest.raises(NotFound, match="no correction"):
        shop.corrector.undo("a", said.id, None, lambda _: True)


def test_what_is_said_twice_is_stored_once_until_somebody_contradicts(shop: Shop) -> None:
    shop.say("reject", "color", "red", by="anna")
    shop.say("reject", "color", "Red", by="anna", note="still")
    assert len(shop.item().corrections) == 1
    shop.say("reject", "color", "red", by="ben")
    shop.say("missing", "color", "red", by="eve")
    shop.say("reject", "color", "red", by="anna")
    assert [each.by for each in shop.item().corrections] == ["anna", "ben", "eve", "anna"]
    assert "red" not in shop.held("color")


WRONG: dict[str, tuple[Said, str, str]] = {
    "property that it lacks": (Said("accept", "wattage", "5"), "/property", "has no wattage; it has 'brand'"),
    "value that it lacks": (Said("reject", "color", "green"), "/value", "it has 'blue', 'navy', 'red'"),
    "given value": (Said("reject", "price", "9 eur"), "/value", "the owner gave price '9 eur'"),
    "beside a given one": (Said("missing", "price", "12 eur"), "/value", "contradicts what the owner gave"),
    "no value": (Said("accept", "color"), "/value", "missing"),
    "no new value": (Said("change", "color", "red"), "/new_value", "missing"),
    "same new value": (Said("change", "color", "red", "RED"), "/new_value", "means 'red' too"),
    "value without letters": (Said("missing", "color", "—"), "/value", "with a letter or a digit"),
    "span for a rejection": (Said("reject", "color", "red", span=("text", 0, 3, None)), "/span", "takes no span"),
    "no span": (Said("mark", "color"), "/span", "missing"),
    "span beyond the text": (Said("mark", "color", span=("title", 5, 99, None)), "/span", "of 10 characters"),
    "other words": (Said("mark", "color", span=("title", 5, 9, "shirt")), "/span/text", "says 'shir' there"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_is_named_with_its_place(shop: Shop, case: str) -> None:
    said, pointer, detail = WRONG[case]
    before = shop.item()
    with pytest.raises(InvalidInput) as caught:
        shop.corrector.add("a", said, None, lambda _: True)
    assert [each.pointer for each in caught.value.faults] == [pointer]
    assert detail in caught.value.faults[0].detail
    assert shop.item() == before


def test_an_item_takes_a_bounded_number(shop: Shop) -> None:
    stored = shop.item()
    said, _ = shop.corrector.add("a", Said("reject", "color", "red"), None, lambda _: True)
    full = tuple(replace(said, id=str(n), by=str(n)) for n in range(MOST_CORRECTIONS))
    shop.catalog.put([replace(DRAFT, corrections=full)])
    assert len(shop.item().corrections) == MOST_CORRECTIONS
    with pytest.raises(InvalidInput, match="corrections"):
        shop.say("accept", "color", "navy")
    shop.catalog.put([replace(DRAFT, corrections=())])
    assert shop.item().fingerprint == stored.fingerprint


def test_an_item_that_is_not_as_expected_or_not_there_is_left_alone(shop: Shop) -> None:
    with pytest.raises(PreconditionFailed):
        shop.corrector.add("a", Said("reject", "color", "red"), None, lambda _: False)
    with pytest.raises(NotFound):
        shop.corrector.add("b", Said("reject", "color", "red"), None, lambda _: True)
    assert shop.item().corrections == ()


class Interrupted(SqliteStore):
    """Calls what is set once, just before its next upsert."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.before: list[Callable[[], object]] = []

    def upsert(self, items: Sequence[Item], *more: object) -> list[object]:  # type: ignore[override]
        if self.before:
            self.before.pop()()
        return super().upsert(items, *more)  # type: ignore[arg-type, return-value]


@pytest.fixture
def interrupted(tmp_path: Path) -> Iterator[Interrupted]:
    with closing(Interrupted(tmp_path / "interrupted.sqlite")) as store:
        yield store


def test_a_correction_during_a_write_of_the_item_is_not_lost(bundle: Bundle, interrupted: Interrupted) -> None:
    shop = Shop(bundle, interrupted)
    interrupted.before.append(lambda: shop.say("reject", "color", "red"))
    assert shop.catalog.put([replace(DRAFT, text="Red leather")]) == [Written("a", "updated")]
    assert shop.held("color") == {}
    assert shop.held("material") == {"leather": "extracted"}
    assert shop.told() == ["created", "corrected", "updated"]
