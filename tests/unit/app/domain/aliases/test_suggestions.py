"""Suggestions of values that probably mean the same."""

from array import array
from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.aliases import suggestions
from app.domain.aliases.likeness import LIKENESSES, Likeness, Surroundings
from app.domain.aliases.suggestions import Seen, Variant, find_variants
from app.domain.standard import default_standardizer


def seen(items: Mapping[str, Sequence[int]], name: str = "brand") -> list[Seen]:
    return [Seen(name, value, array("L", at), [(f"i{at[0]}", value)]) for value, at in items.items()]


def find(values: Sequence[Seen]) -> list[Variant]:
    return find_variants(values, default_standardizer())


def found(items: Mapping[str, Sequence[int]], name: str = "brand") -> list[tuple[str, str, str, int]]:
    return [(each.value.value, each.alias.value, each.reason, each.together) for each in find(seen(items, name))]


MANY = range(100, 140)


# Read from the retail and recall catalogues, but for the first of each kind.
@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ({"t shirt": MANY, "tshirt": [1]}, ("t shirt", "tshirt", "spacing", 0)),
        ({"black and decker": MANY, "black decker": [1, 100]}, ("black and decker", "black decker", "spacing", 1)),
        ({"lg": MANY, "l g": [1]}, ("lg", "l g", "spacing", 0)),
        ({"proctor silex": MANY, "proctorsilex": [1]}, ("proctor silex", "proctorsilex", "spacing", 0)),
        ({"hl- 1060": MANY, "hl-1060": [1]}, ("hl- 1060", "hl-1060", "spacing", 0)),
        ({"chair pro": MANY, "pro chair": [1]}, ("chair pro", "pro chair", "word order", 0)),
        ({"panasonic": MANY, "panasonc": [1]}, ("panasonic", "panasonc", "spelling", 0)),
        ({"panasonic": MANY, "pansaonic": [1]}, ("panasonic", "pansaonic", "spelling", 0)),
        ({"adapter": range(12), "adaptor": range(3)}, ("adapter", "adaptor", "spelling", 3)),
        ({"mongoose": MANY, "moongoose": [100]}, ("mongoose", "moongoose", "doubled letter", 1)),
        ({"brinkmann": [1, 2], "brinkman": [2]}, ("brinkmann", "brinkman", "doubled letter", 1)),
        ({"playskool": [1, 2], "playskools": [1]}, ("playskool", "playskools", "plural", 1)),
        ({"oyster platter": [1, 2], "oysters platter": [3]}, ("oyster platter", "oysters platter", "plural", 0)),
        ({"mse": [1], "martha stewart everyday": [1, 2]}, ("martha stewart everyday", "mse", "acronym", 1)),
        ({"bob": [2, *MANY], "brothers of boston": [1, 2]}, ("bob", "brothers of boston", "acronym", 1)),
        (
            {"international tool": [2, 3, 4], "intl tool": [2, 3]},
            ("international tool", "intl tool", "abbreviation", 2),
        ),
        ({"microphone": MANY, "mic": [100, 102]}, ("microphone", "mic", "abbreviation", 2)),
    ],
)
def test_a_variant_is_found_with_its_reason(
    items: Mapping[str, Sequence[int]], expected: tuple[str, str, str, int]
) -> None:
    assert found(items) == [expected]


@pytest.mark.parametrize(
    "items",
    [
        {"blank": MANY, "black": range(200, 240)},
        {"sneaker": MANY, "speaker": range(200, 230)},  # both are common
        {"trailer": MANY, "trainer": [1], "trainer bag": range(200, 240)},  # said elsewhere too
        {"martha stewart everyday": [1, 2], "mse": MANY},  # no item says both
        {"red": MANY, "rod": [1]},  # too short
        {"mark": MANY, "bark": [1]},
        {"table": MANY, "tablet": [1]},
        {"charger": MANY, "changer": [1]},
        {"scooter": MANY, "scooper": [1]},
        {"18 and 24 months": MANY, "18-24 months": [1]},
        {"knitted": MANY, "knitter": [1]},  # another ending
        {"desert": [1], "dessert": [2]},  # as common
        {"model a10": MANY, "model a1": [1]},  # digits mean something else
        {"us 10": MANY, "uk 10": [1]},
        {"1 2 gallon": MANY, "12 gallon": [1]},
        {"dw368k": MANY, "dw368l": [1]},
        {"panasonic": MANY, "samsung": [100]},
        {"bosch": MANY, "dosch": [1]},  # the first letter is rarely wrong
        {"shirt": MANY, "dress": MANY, "shirt dress": MANY, "dress shirt": [1]},
        {"key": MANY, "keyboard": [100, 102], "board": [101]},  # compounds
        {"pine": MANY, "pinecone": [100, 101]},
        {"set": MANY, "socket": [100, 101]},
        {"dura": [1, 2], "durachimney": [1]},  # one item that says both
        {"2t": MANY, "2t to": [100]},
        {"ac": MANY, "ac charger": [100]},
    ],
)
def test_what_merely_looks_alike_is_not(items: Mapping[str, Sequence[int]]) -> None:
    assert found(items) == []


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("brand", "ge", "general electric"),  # the same by the vocabulary
        ("audience", "baby and girls", "baby girls"),  # two audiences, and one
        ("material", "100% cotton", "cotton"),
    ],
)
def test_what_the_vocabulary_knows_is_not_suggested(name: str, one: str, other: str) -> None:
    assert found({one: MANY, other: [100]}, name) == []


@given(st.lists(st.text(alphabet="abe 1&s", max_size=8), min_size=2, max_size=2))
def test_likeness_is_symmetrical_and_like_values_share_a_key(pair: list[str]) -> None:
    one, other = pair
    known = Surroundings({}, frozenset())
    for likeness in LIKENESSES.values():
        assert likeness.holds(one, other, known) == likeness.holds(other, one, known)
        if one != other and likeness.holds(one, other, known):
            assert set(likeness.keys(one)) & set(likeness.keys(other))


def test_values_of_two_names_are_never_compared() -> None:
    assert find([*seen({"tshirt": [1]}, "category"), *seen({"t shirt": MANY}, "feature")]) == []


def test_an_alias_has_one_value_and_decisions_do_not_chain() -> None:
    items = {"black and decker": MANY, "black decker": range(200, 210), "black deckr": [1], "blackdecker": [2]}
    pairs = [(value, alias) for value, alias, _, _ in found(items)]
    aliases = [alias for _, alias in pairs]
    assert len(set(aliases)) == len(aliases)
    assert not {value for value, _ in pairs} & set(aliases)


def test_what_concerns_more_items_comes_first() -> None:
    items = {"t shirt": range(50), "tshirt": range(50, 60), "panasonic": range(50), "panasonc": [70]}
    assert [alias for _, alias, _, _ in found(items)] == ["tshirt", "panasonc"]


@pytest.mark.large
def test_looking_for_them_compares_few_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 3,000 values there are 4.5 million pairs."""
    chance = Random(1)
    values = {"".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9)): [n] for n in range(3000)}
    counted = 0
    are_alike = suggestions._are_alike

    def counting(value: Seen, alias: Seen, likeness: Likeness, known: Surroundings) -> bool:
        nonlocal counted
        counted += 1
        return are_alike(value, alias, likeness, known)

    monkeypatch.setattr(suggestions, "_are_alike", counting)
    find(seen(values))
    assert counted < 60_000


def test_a_crowd_under_one_key_is_compared_with_its_commonest_alone() -> None:
    values = {f"a{n}x b": [n] for n in range(2000)}
    pairs = list(suggestions._pairs(seen(values), lambda _: ["same"]))
    assert len(pairs) < suggestions._MAX_COMPARED * len(values)


words = st.text(alphabet="abcd &.-1", min_size=1, max_size=8)
graphs = st.dictionaries(words, st.sets(st.integers(0, 9), min_size=1).map(sorted), max_size=12)


@given(graphs, st.randoms())
def test_the_order_of_values_does_not_matter(items: dict[str, list[int]], chance: Random) -> None:
    values = seen(items)
    shuffled = list(values)
    chance.shuffle(shuffled)
    assert find(shuffled) == find(values)


@given(graphs)
def test_variants_are_two_values_that_are_there(items: dict[str, list[int]]) -> None:
    for each in find(seen(items)):
        assert each.value.value != each.alias.value
        assert {each.value.value, each.alias.value} <= items.keys()
        assert len(each.value.items) >= len(each.alias.items)
        assert each.together == len(set(each.value.items) & set(each.alias.items))
