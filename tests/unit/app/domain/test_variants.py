"""Which values are likely to be the same."""

from array import array
from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import variants
from app.domain.variants import Seen, find_variants


def seen(items: Mapping[str, Sequence[int]], name: str = "brand") -> list[Seen]:
    return [Seen(name, value, array("L", at), [(f"i{at[0]}", value)]) for value, at in items.items()]


def found(items: Mapping[str, Sequence[int]]) -> list[tuple[str, str, str, int]]:
    return [(each.value.value, each.alias.value, each.reason, each.together) for each in find_variants(seen(items))]


MANY = range(100, 140)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ({"t shirt": MANY, "tshirt": [1]}, ("t shirt", "tshirt", "spacing", 0)),
        ({"black and decker": MANY, "black decker": [1, 100]}, ("black and decker", "black decker", "spacing", 1)),
        ({"stainless steel": [1], "steel stainless": MANY}, ("steel stainless", "stainless steel", "word order", 0)),
        ({"panasonic": MANY, "panasonc": [1]}, ("panasonic", "panasonc", "spelling", 0)),
        ({"panasonic": MANY, "pansaonic": [1]}, ("panasonic", "pansaonic", "spelling", 0)),
        ({"hewlett packard": [1, 2], "hp": [2, *MANY]}, ("hp", "hewlett packard", "acronym", 1)),
        ({"intl co": [2], "international co": [2, 3]}, ("international co", "intl co", "abbreviation", 1)),
    ],
)
def test_a_variant_is_found_with_its_reason(
    items: Mapping[str, Sequence[int]], expected: tuple[str, str, str, int]
) -> None:
    assert found(items) == [expected]


@pytest.mark.parametrize(
    "items",
    [
        {"blank": MANY, "black": range(200, 240)},  # both are common
        {"hewlett packard": [1, 2], "hp": MANY},  # no item says both
        {"red": MANY, "rod": [1]},  # too short
        {"mark": MANY, "bark": [1]},
        {"model a10": MANY, "model a1": [1]},  # digits mean something else
        {"panasonic": MANY, "samsung": [100]},
        {"bosch": MANY, "dosch": [1]},  # the first letter is rarely wrong
    ],
)
def test_what_merely_looks_alike_is_not(items: Mapping[str, Sequence[int]]) -> None:
    assert found(items) == []


def test_values_of_two_names_are_never_compared() -> None:
    assert find_variants([*seen({"tshirt": [1]}, "category"), *seen({"t shirt": MANY}, "feature")]) == []


def test_an_alias_has_one_value_and_decisions_do_not_chain() -> None:
    items = {"black and decker": MANY, "black decker": range(200, 210), "black deckr": [1], "blackdecker": [2]}
    pairs = [(value, alias) for value, alias, _, _ in found(items)]
    aliases = [alias for _, alias in pairs]
    assert len(set(aliases)) == len(aliases)
    assert not {value for value, _ in pairs} & set(aliases)


def test_what_concerns_more_items_comes_first() -> None:
    items = {"t shirt": range(50), "tshirt": range(50, 60), "panasonic": range(50), "panasonc": [70]}
    assert [alias for _, alias, _, _ in found(items)] == ["tshirt", "panasonc"]


def test_looking_for_them_compares_few_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 3,000 values there are 4.5 million pairs."""
    chance = Random(1)
    values = {"".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9)): [n] for n in range(3000)}
    counted = 0
    count_both = variants._count_both

    def counting(one: Seen, other: Seen) -> int:
        nonlocal counted
        counted += 1
        return count_both(one, other)

    monkeypatch.setattr(variants, "_count_both", counting)
    find_variants(seen(values))
    assert counted < 30_000


words = st.text(alphabet="abcd &.-1", min_size=1, max_size=8)
graphs = st.dictionaries(words, st.sets(st.integers(0, 9), min_size=1).map(sorted), max_size=12)


@given(graphs, st.randoms())
def test_the_order_of_values_does_not_matter(items: dict[str, list[int]], chance: Random) -> None:
    values = seen(items)
    shuffled = list(values)
    chance.shuffle(shuffled)
    assert find_variants(shuffled) == find_variants(values)


@given(graphs)
def test_variants_are_two_values_that_are_there(items: dict[str, list[int]]) -> None:
    for each in find_variants(seen(items)):
        assert each.value.value != each.alias.value
        assert {each.value.value, each.alias.value} <= items.keys()
        assert len(each.value.items) >= len(each.alias.items)
        assert each.together == len(set(each.value.items) & set(each.alias.items))
