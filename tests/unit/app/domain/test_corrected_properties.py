"""What people say wins over what the texts say, and what the owner gave wins over both."""

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.domain.items import Action, Correction, Evidence, Item, Property, Stretch
from app.domain.mentions import Mention
from app.domain.properties import standardize_again, to_properties
from app.domain.standard import default_standardizer

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RULES = default_standardizer()
TEXT = "Navy shirt by Acme"


def said(action: Action, name: str, value: str, new: str | None = None, span: Stretch | None = None) -> Correction:
    return Correction("c", action, name, value, NOW, new, span)


def mention(name: str, text: str) -> Mention:
    start = TEXT.index(text)
    return Mention(name, Evidence("text", start, start + len(text), text, 0.6))


READ = (mention("color", "Navy"), mention("brand", "Acme"))


def made(
    corrections: Sequence[Correction], owned: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[Property, ...], tuple[Property, ...]]:
    return to_properties(owned, READ, RULES, "m@1", NOW, {"title": "", "text": TEXT}, corrections)


def told(properties: Sequence[Property]) -> dict[tuple[str, str], str]:
    return {(each.name, each.value): each.source for each in properties}


def test_an_accepted_value_is_certain_and_keeps_its_place() -> None:
    properties, _ = made([said("accept", "color", "navy")])
    (navy,) = (each for each in properties if each.value == "navy")
    assert (navy.source, navy.score, navy.model) == ("corrected", 1.0, None)
    assert [each.text for each in navy.evidence] == ["Navy"]


def test_a_rejected_value_is_gone_with_what_it_implies() -> None:
    assert ("color", "blue") in told(made(())[0])
    assert told(made([said("reject", "color", "navy")])[0]) == {("brand", "acme"): "extracted"}


def test_a_rejected_broader_value_is_gone_alone_unless_somebody_states_a_narrower_one() -> None:
    rejected = said("reject", "color", "blue")
    assert told(made([rejected])[0]) == {("brand", "acme"): "extracted", ("color", "navy"): "extracted"}
    assert ("color", "blue") in told(made([rejected, said("accept", "color", "navy")])[0])


def test_a_changed_value_of_a_property_with_one_value_makes_the_others_conflicts() -> None:
    properties, conflicts = made([said("missing", "brand", "Nike")])
    assert told(properties)["brand", "nike"] == "corrected"
    assert told(conflicts) == {("brand", "acme"): "extracted"}
    assert told(made([said("change", "brand", "acme", "Nike")])[1]) == {}


def test_the_owner_wins() -> None:
    properties, conflicts = made([said("change", "brand", "acme", "Nike")], [("brand", "Puma")])
    assert told(properties)["brand", "puma"] == "given"
    assert told(conflicts) == {("brand", "nike"): "corrected"}
    assert told(made([said("reject", "brand", "puma")], [("brand", "Puma")])[0])["brand", "puma"] == "given"


def test_marked_words_are_evidence_of_a_person_unless_the_model_found_them() -> None:
    shirt = Stretch("text", 5, 10, "shirt")
    properties, _ = made([said("mark", "garment", "shirt", span=shirt)])
    (found,) = (each for each in properties if each.name == "garment")
    assert found.evidence == (Evidence("text", 5, 10, "shirt", 1.0, "person"),)
    properties, _ = made([said("mark", "color", "Navy", span=Stretch("text", 0, 4, "Navy"))])
    (navy,) = (each for each in properties if each.value == "navy")
    assert [(each.finder, each.text) for each in navy.evidence] == [("model", "Navy")]


VALUES = st.sampled_from(["navy", "blue", "red", "Navy Blue", "acme", "nike"])
CORRECTIONS = st.lists(
    st.builds(
        said,
        st.sampled_from(["accept", "reject", "change", "missing"]),
        st.sampled_from(["color", "brand"]),
        VALUES,
        st.sampled_from(["green", "puma"]),
    ).map(lambda each: each if each.action == "change" else said(each.action, each.name, each.value)),
    max_size=5,
)


@given(CORRECTIONS)
def test_the_last_word_on_a_value_counts(corrections: list[Correction]) -> None:
    properties, conflicts = made(corrections)
    held = told(properties)
    assert conflicts == () or all(each.source == "extracted" for each in conflicts)
    if corrections:
        last = corrections[-1]
        if last.states:
            assert held[last.name, RULES.standardize(last.name, last.states).value] == "corrected"
        elif (key := (last.name, RULES.standardize(last.name, last.value).value)) in held:
            assert [p.narrower for p in properties if (p.name, p.value) == key] != [None]


@given(CORRECTIONS)
def test_the_same_rules_make_the_same_item_again(corrections: list[Correction]) -> None:
    properties, conflicts = made(corrections)
    item = Item("a", "", TEXT, None, None, properties, NOW, "f", (), conflicts, "m@1", tuple(corrections))
    assert standardize_again(item, RULES) == item
