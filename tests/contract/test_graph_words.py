"""Every store knows the same words, and the same similar items."""

import math

import pytest

from app.domain.filters import Bounds
from app.domain.queries import KnownName, KnownValue, Shared, Similar
from app.index.index import AnsweringStore
from tests.contract.items import item, similar

# Similar items


def test_similar_items_share_most_by_rarity(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("me", "", "color:red", "size:xl", "brand:acme"),
            item("rare", "Rare", "brand:acme"),
            item("common", "", "color:red"),
            item("both", "", "color:red", "size:xl"),
            item("none", "", "color:blue"),
        ]
    )
    red, xl, acme = (round(math.log(1 + 5 / n), 6) for n in (3, 2, 2))
    found = similar(store, "me", 10)
    assert [each.id for each in found] == ["both", "rare", "common"]
    assert [each.score for each in found] == pytest.approx([red + xl, acme, red], abs=1e-6)
    assert found[1] == Similar("rare", "Rare", acme, (Shared("brand", "acme", "acme", acme),))


def test_shared_properties_come_heaviest_first_then_by_name_and_value(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("a", "", "color:red", "size:xl", "size:m", "brand:acme"),
            item("b", "", "color:red", "size:xl", "size:m", "brand:acme"),
            item("c", "", "brand:acme"),
        ]
    )
    shared = similar(store, "a", 1)[0].shared
    assert [(each.name, each.value) for each in shared] == [
        ("color", "red"),
        ("size", "m"),
        ("size", "xl"),
        ("brand", "acme"),
    ]


def test_similar_items_of_equal_score_come_by_id(store: AnsweringStore) -> None:
    store.upsert([item(each, "", "color:red") for each in ("c", "a", "d", "b")])
    assert [each.id for each in similar(store, "c", 10)] == ["a", "b", "d"]
    assert [each.id for each in similar(store, "c", 2)] == ["a", "b"]


def test_item_that_shares_nothing_has_no_similar_ones(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe"), item("b", "Shoe", "color:red"), item("c", "Shoe", "flavor:red")])
    assert similar(store, "a", 10) == []
    assert similar(store, "b", 10) == []
    assert similar(store, "unknown", 10) == []


# Known values


def test_known_values_contain_all_words(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("a", "", "color:Royal Blue", "brand:Blue Royal Works"),
            item("b", "", "color:royal blue", "color:blue", "title_color:royal"),
        ]
    )
    assert store.index.known(["blue", "royal"]) == [
        KnownValue("brand", "blue royal works", "Blue Royal Works", 1),
        KnownValue("color", "royal blue", "Royal Blue", 2),
    ]


def test_known_values_come_by_name_and_value(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "size:b x", "size:a x", "color:x"), item("b", "", "Size:X")])
    assert [(each.name, each.value) for each in store.index.known(["x"])] == [
        ("Size", "x"),
        ("color", "x"),
        ("size", "a x"),
        ("size", "b x"),
    ]


def test_no_words_know_nothing(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red")])
    assert store.index.known([]) == []


def test_word_said_twice_is_one_word(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red red", "color:red")])
    assert [each.value for each in store.index.known(["red", "red"])] == ["red", "red red"]


def test_titles_are_no_known_values(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:red")])
    assert store.index.known(["shoe"]) == []


def test_values_are_known_by_their_folded_words(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "kind:Men's Running SHOES", "size:GRÖSSE 2½")])
    assert [each.value for each in store.index.known(["shoe", "men"])] == ["men's running shoes"]
    assert [each.name for each in store.index.known(["grosse"])] == ["size"]
    assert store.index.known(["shoes"]) == []


def test_quantities_are_known_by_their_standard_words(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "weight:1 kg")])
    assert store.index.known(["1000", "g"]) == [KnownValue("weight", "1000 g", "1 kg", 1)]
    assert store.index.known(["kg"]) == []


@pytest.mark.parametrize("word", ["é", "日本", "42", "null", "o'neil"])
def test_any_word_is_known(store: AnsweringStore, word: str) -> None:
    store.upsert([item("a", "", f"kind:x {word} y")])
    assert [each.count for each in store.index.known([word, "x"])] == [1]
    assert store.index.unknown_words([word, "z"]) == {"z"}


# Unknown and close words


def test_unknown_words_are_in_no_value_title_or_text(store: AnsweringStore) -> None:
    store.upsert([item("a", "Running shoe", "color:royal blue")])
    assert store.index.unknown_words(["running", "royal", "blue", "red", "shoes", "red"]) == {"red", "shoes"}
    assert store.index.unknown_words([]) == set()


def test_names_are_unknown_words_and_texts_are_known(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:red")])
    assert store.index.unknown_words(["color", "about"]) == {"color"}


def test_close_words_come_nearest_first_then_commonest_then_in_order(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("a", "", "brand:nokia", "kind:nokib"),
            item("b", "", "brand:nokkib"),
            item("c", "", "brand:nokkib", "kind:nokic"),
        ]
    )
    assert store.index.close_words("nokia", 2) == ["nokia", "nokib", "nokic", "nokkib"]
    assert store.index.close_words("nokkia", 1) == ["nokkib", "nokia"]
    assert store.index.close_words("nokkia", 0) == []


def test_word_is_as_common_as_the_items_that_say_it(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "n:abcz"), item("b", "", "n:abcd x"), item("c", "", "n:abcd y")])
    assert store.index.close_words("abcx", 1) == ["abcd", "abcz"]


@pytest.mark.parametrize(
    ("word", "distance"),
    [("ndike", 1), ("nkie", 1), ("nie", 1), ("nikee", 1), ("mike", 1), ("nike", 0), ("kine", 2), ("inek", 2)],
)
def test_close_words_are_within_the_distance(store: AnsweringStore, word: str, distance: int) -> None:
    store.upsert([item("a", "", "brand:nike")])
    assert store.index.close_words(word, distance) == ["nike"]
    if distance:
        assert store.index.close_words(word, distance - 1) == []


def test_no_stretch_is_edited_twice(store: AnsweringStore) -> None:
    """Optimal string alignment: `ca` to `abc` is 3, where the unrestricted distance (Damerau 1964) is 2."""
    store.upsert([item("a", "", "kind:abc")])
    assert store.index.close_words("ca", 2) == []
    assert store.index.close_words("ca", 3) == ["abc"]


def test_titles_give_no_close_words(store: AnsweringStore) -> None:
    store.upsert([item("a", "Nike", "brand:puma")])
    assert store.index.close_words("nike", 1) == []


# Names, quantities and beginnings of words


def test_names_have_items_values_and_the_units_of_numbers(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("a", "", "weight:1 kg", "color:red", "color:blue"),
            item("b", "", "weight:500 g", "weight:heavy", "stock:6", "stock:2 kg"),
        ]
    )
    assert store.index.names() == [
        KnownName("color", 1, 2),
        KnownName("stock", 1, 2, frozenset({None, "g"})),
        KnownName("weight", 2, 3, frozenset({"g"})),
    ]


def test_names_of_a_deleted_item_are_gone(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "weight:1 kg"), item("b", "", "color:red")])
    store.delete("a")
    assert store.index.names() == [KnownName("color", 1, 1)]


def test_quantities_are_numbers_of_any_property_in_the_unit(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("a", "", "length:51 mm", "width:5 cm", "weight:5 g", "stock:5"),
            item("b", "", "width:5 cm", "depth:4 to 6 cm"),
            item("c", "", "length:15 mm"),
        ]
    )
    found = store.index.quantities(Bounds(5, 5.1, "cm"), 10)
    assert [(each.name, each.value, each.count) for each in found] == [
        ("width", "5 cm", 2),
        ("depth", "4 to 6 cm", 1),
        ("length", "5.1 cm", 1),
    ]
    assert [each.name for each in store.index.quantities(Bounds(5, 5.1, "cm"), 1)] == ["width"]
    assert store.index.quantities(Bounds(5, 5.1, "ml"), 10) == []
    assert [each.name for each in store.index.quantities(Bounds(high=1.5, unit="cm"), 10)] == ["length"]
    assert store.index.quantities(Bounds(high=1.5, unit="cm", includes_high=False), 10) == []


def test_words_with_a_beginning_come_by_their_items_then_by_alphabet(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("a", "Sneakers sneakers", "kind:snow boot"),
            item("b", "", "kind:snow shoe", "color:snow"),
            item("c", "Snack"),
        ]
    )
    assert store.index.words_with_prefix("sn", 10) == ["snow", "snack", "sneaker"]
    assert store.index.words_with_prefix("sn", 1) == ["snow"]
    assert store.index.words_with_prefix("sneaker", 10) == ["sneaker"]
    assert store.index.words_with_prefix("abo", 10) == ["about"]
    assert store.index.words_with_prefix("shoes", 10) == []
    assert not [each for mark in ("~", "^", "!") for each in store.index.words_with_prefix(mark, 10)]
