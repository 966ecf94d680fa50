"""What two people say differently about one item."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.corrections.disagreements import disagreements
from app.domain.items import Action, Correction
from app.domain.standard import default_standardizer

START = datetime(2026, 1, 1, tzinfo=UTC)


def said(by: str | None, action: Action, value: str, new: str | None = None, name: str = "color") -> Correction:
    return Correction(f"{by} {action} {value}", action, name, value, START, new, None, by)


def found(*corrections: Correction) -> list[tuple[str, str]]:
    timed = [
        Correction(
            each.id, each.action, each.name, each.value, START + timedelta(hours=n), each.new_value, None, each.by
        )
        for n, each in enumerate(corrections)
    ]
    return [(each.first.id, each.second.id) for each in disagreements(timed, default_standardizer())]


@pytest.mark.parametrize(
    "other",
    [
        said("ben", "accept", "Navy Blue"),
        said("ben", "missing", "navy blue"),
        said("ben", "change", "red", "navy blue"),
    ],
)
def test_what_one_rejects_and_the_other_states_is_disputed(other: Correction) -> None:
    mine = said("anna", "reject", "navy blue")
    assert found(mine, other) == [(mine.id, other.id)]
    assert found(other, mine) == [(other.id, mine.id)]


def test_people_who_say_the_same_agree() -> None:
    assert found(said("anna", "reject", "red"), said("ben", "reject", "red"), said("eve", "accept", "blue")) == []


def test_one_person_may_think_again() -> None:
    assert found(said("anna", "reject", "red"), said("anna", "accept", "red"), said("ben", "accept", "red")) == []
    assert found(said(None, "reject", "red"), said(None, "accept", "red")) == []


def test_two_values_are_disputed_only_where_a_property_has_one() -> None:
    assert found(said("anna", "missing", "Acme", name="brand"), said("ben", "missing", "Nike", name="brand"))
    assert not found(said("anna", "missing", "red"), said("ben", "missing", "blue"))


CLAIMS = st.lists(
    st.builds(said, st.sampled_from("abc"), st.sampled_from(["accept", "reject"]), st.sampled_from("xyz"),
              name=st.sampled_from(["brand", "color"])),
    max_size=12,
    unique_by=lambda each: (each.by, each.name, each.value),
)  # fmt: skip


def contradicted(one: Correction, other: Correction) -> bool:
    if one.by == other.by or one.name != other.name:
        return False
    if one.value == other.value:
        return one.action != other.action
    return one.name == "brand" and one.action == other.action == "accept"


@given(CLAIMS)
def test_whoever_is_contradicted_is_in_a_pair_and_nobody_else(claims: list[Correction]) -> None:
    named = [replace(each, id=str(n)) for n, each in enumerate(claims)]
    by_id = {each.id: each for each in named}
    pairs = found(*named)
    assert all(contradicted(by_id[a], by_id[b]) and int(a) < int(b) for a, b in pairs)
    assert {own for pair in pairs for own in pair} == {
        one.id for one in named if any(contradicted(one, other) for other in named)
    }
    assert len(set(pairs)) == len(pairs) <= 2 * len(named)


def test_pairs_are_no_more_than_the_corrections_even_if_everybody_disagrees() -> None:
    everybody = [said(f"p{n}", "missing", f"brand{n}", name="brand") for n in range(200)]
    assert 100 <= len(found(*everybody)) <= 200
