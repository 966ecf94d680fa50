"""Given and extracted properties are combined, and rebuilt by other rules."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.items import Evidence, Field, Item, Property
from app.domain.mentions import Mention
from app.domain.properties import standardize_again, to_properties
from app.domain.standard import default_standardizer

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
RULES = default_standardizer()


def mention(name: str, text: str, start: int = 0, score: float = 0.9, field: Field = "text") -> Mention:
    return Mention(name, Evidence(field, start, start + len(text), text, score))


def built(given: Sequence[tuple[str, str]], *mentions: Mention) -> tuple[Property, ...]:
    return to_properties(given, mentions, RULES, "m@1", NOW, {})[0]


def conflicts(given: Sequence[tuple[str, str]], *mentions: Mention) -> list[tuple[str, str]]:
    return [(each.name, each.value) for each in to_properties(given, mentions, RULES, "m@1", NOW, {})[1]]


def keys(properties: Sequence[Property]) -> list[tuple[str, str]]:
    return [(each.name, each.value) for each in properties]


def test_mentions_of_one_value_are_one_property_with_the_surest_score() -> None:
    (prop,) = built((), mention("color", "red", 5, 0.95), mention("color", "Red", 0, 0.7, "title"))
    assert (prop.name, prop.value, prop.display, prop.score) == ("color", "red", "Red", 0.95)
    assert [(e.field, e.start, e.text, e.score) for e in prop.evidence] == [
        ("title", 0, "Red", 0.7),
        ("text", 5, "red", 0.95),
    ]
    assert (prop.source, prop.model, prop.extracted_at) == ("extracted", "m@1", NOW)


def test_one_value_of_two_names_is_two_properties() -> None:
    assert keys(built((), mention("flavor", "orange", 7), mention("color", "Orange"))) == [
        ("color", "orange"),
        ("flavor", "orange"),
    ]


def test_a_stretch_without_letter_or_digit_is_no_property() -> None:
    assert built((), mention("color", "–")) == ()


def test_a_quantity_keeps_how_it_was_said() -> None:
    (prop,) = built((), mention("size", "1.5 KG"))
    assert (prop.value, prop.display, prop.number, prop.unit, prop.high) == ("1500 g", "1.5 KG", 1500, "g", None)


def test_a_range_has_both_ends_and_a_qualifier_stays() -> None:
    length, material = built((), mention("length", "10-12 in"), mention("material", "100% organic cotton", 20))
    assert (length.number, length.high, length.unit) == (25.4, 30.48, "cm")
    assert (material.value, material.qualifier) == ("cotton", "100% organic")


def test_what_is_given_wins_and_keeps_the_evidence() -> None:
    blue, red = built((("Color", "Red"), ("color", "blue")), mention("color", "RED"))
    assert (red.value, red.display, red.source, red.score, red.model) == ("red", "Red", "given", 1, None)
    assert [e.text for e in red.evidence] == ["RED"]
    assert (blue.value, blue.source, blue.evidence) == ("blue", "given", ())


def test_a_narrower_value_implies_the_broader_one_with_the_same_evidence() -> None:
    blue, navy = built((), mention("color", "Navy Blue"))
    assert (navy.value, navy.narrower) == ("navy", None)
    assert (blue.value, blue.display, blue.narrower, blue.score, blue.source) == (
        "blue",
        "blue",
        "navy",
        0.9,
        "extracted",
    )
    assert blue.evidence == navy.evidence


def test_a_value_that_was_said_is_not_implied() -> None:
    blue, _ = built((), mention("color", "navy", 0, 0.9), mention("color", "Blue", 9, 0.6))
    assert (blue.narrower, blue.score, blue.display) == (None, 0.6, "Blue")


def test_the_surest_of_several_implies() -> None:
    blue = built((), mention("color", "navy", 0, 0.6), mention("color", "teal", 9, 0.8))[0]
    assert (blue.value, blue.narrower, blue.score) == ("blue", "teal", 0.8)


def test_another_quantity_than_the_given_one_is_a_conflict() -> None:
    owned = (("weight", "2 kg"),)
    assert conflicts(owned, mention("weight", "4.5 lbs")) == [("weight", "2041.16567 g")]
    assert conflicts(owned, mention("weight", "2000 g")) == []
    assert conflicts((("size", "10 cm"),), mention("size", "12 cm")) == [("length", "12 cm")]
    assert conflicts((("size", "2 kg"),), mention("size", "2 kg")) == []
    assert conflicts((("weight", "2 kg"),), mention("size", "3 kg")) == [("weight", "3000 g")]
    assert conflicts((("size", "10 cm"),), mention("size", "XL"), mention("size", "2 kg", 9)) == []


def test_another_value_where_there_can_be_one_only_is_a_conflict() -> None:
    assert conflicts((("brand", "Acme"),), mention("brand", "Nike")) == [("brand", "nike")]
    assert conflicts((("brand", "Acme"),), mention("brand", "ACME")) == []
    assert conflicts((("color", "red"),), mention("color", "blue")) == []
    assert conflicts((), mention("brand", "Nike"), mention("brand", "Acme", 9)) == []


def test_a_conflict_is_marked_and_implies_nothing() -> None:
    kept, (denied,) = to_properties((("brand", "Acme"),), [mention("brand", "Nike")], RULES, "m@1", NOW, {})
    assert keys(kept) == [("brand", "acme")]
    assert (denied.value, denied.conflict, denied.source, denied.model) == ("nike", True, "extracted", "m@1")
    assert [e.text for e in denied.evidence] == ["Nike"]


# Laws

VALUES = {
    "color": ["navy", "Navy Blue", "dark navy", "blue", "Midnight", "red", "black/white", "grey"],
    "brand": ["HP", "Hewlett-Packard", "Acme Inc.", "acme", "H.P."],
    "weight": ["2 kg", "4.5 lbs", "2000 g", "2-3 kg", "heavy"],
    "material": ["100% organic cotton", "cotton", "stainless steel", "steel"],
}
said = st.sampled_from([(name, text) for name, texts in VALUES.items() for text in texts])
mentions = st.builds(
    lambda each, start, score, field: mention(each[0], each[1], start, score, field),
    said,
    st.integers(0, 200),
    st.sampled_from([0.5, 0.75, 1.0]),
    st.sampled_from(["title", "text"]),
)
all_mentions = st.lists(mentions, max_size=8, unique_by=lambda m: (m.evidence.field, m.evidence.start, m.name))
aliases = st.dictionaries(
    st.sampled_from(
        [("color", "midnight"), ("color", "red"), ("brand", "acme"), ("weight", "heavy"), ("color", "blue")]
    ),
    st.sampled_from(["navy", "hp", "2000 g", "gray"]),
)


def item_of(given: Sequence[tuple[str, str]], found: Sequence[Mention]) -> Item:
    properties, denied = to_properties(given, found, RULES, "m@1", NOW, {})
    return Item("a", "", "", None, None, properties, NOW, "f", tuple(given), denied, "m@1")


@given(st.lists(said, max_size=4), all_mentions)
def test_by_the_same_rules_an_item_stays_as_it_is(owned: list[tuple[str, str]], found: list[Mention]) -> None:
    item = item_of(owned, found)
    assert standardize_again(item, RULES) == item


@given(st.lists(said, max_size=4), all_mentions, aliases)
def test_aliases_are_undone_by_the_rules_alone(
    owned: list[tuple[str, str]], found: list[Mention], merged: dict[tuple[str, str], str]
) -> None:
    item = item_of(owned, found)
    changed = standardize_again(item, RULES.with_aliases(merged))
    assert standardize_again(changed, RULES) == item


@given(st.lists(said, max_size=4), all_mentions)
def test_nothing_that_was_said_is_lost(owned: list[tuple[str, str]], found: list[Mention]) -> None:
    item = item_of(owned, found)
    kept = {(each.name, e) for each in (*item.properties, *item.conflicts) for e in each.evidence}
    assert {(each.name, each.evidence) for each in found} <= kept
    for name, raw in owned:
        assert (name, RULES.standardize(name, raw).value) in keys([p for p in item.properties if p.source == "given"])


@given(st.lists(said, max_size=4), all_mentions, st.randoms())
def test_the_order_of_mentions_does_not_matter(
    owned: list[tuple[str, str]], found: list[Mention], chance: Random
) -> None:
    again = list(found)
    chance.shuffle(again)
    assert item_of(owned, again) == item_of(owned, found)


@pytest.mark.parametrize("alias", ["midnight", "red"])
def test_an_alias_moves_evidence_to_its_value(alias: str) -> None:
    item = item_of((), [mention("color", alias), mention("color", "navy", 20)])
    merged = standardize_again(item, RULES.with_aliases({("color", alias): "navy"}))
    assert keys(merged.properties) == [("color", "blue"), ("color", "navy")]
    navy = merged.properties[1]
    assert [e.text for e in navy.evidence] == [alias, "navy"]
    assert standardize_again(merged, RULES) == item
