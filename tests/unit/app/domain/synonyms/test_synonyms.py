"""Other names of things."""

import tomllib
from importlib.resources import files
from itertools import chain

import pytest

from app.domain.standard import find_words
from app.domain.synonyms import general_names, is_ambiguous, near_words, other_names, same_words


def names_of(name: str) -> list[str]:
    return [" ".join(each) for each in other_names([word for _, _, word in find_words(name)])]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("couch", "sofa"),
        ("sofas", "couch"),
        ("rucksack", "backpack"),
        ("trainers", "running shoe"),
        ("earphones", "headphone"),
        ("coat", "parka"),
        ("shoes", "oxford"),
        ("jewellery", "necklace"),
        ("quad bike", "atv"),
    ],
)
def test_other_names(name: str, other: str) -> None:
    assert other in names_of(name)


def test_a_general_name_is_no_other_name_of_its_kinds() -> None:
    assert "coat" not in names_of("parka")
    assert "bag" not in names_of("handbag")


def test_names_for_the_same_find_one_another_and_never_themselves() -> None:
    keys = tomllib.loads((files("app.domain.synonyms") / "nouns.toml").read_text(encoding="utf-8"))
    for names in keys["same"]:
        folded = {" ".join(word for _, _, word in find_words(name)) for name in names}
        for name in names:
            own = " ".join(word for _, _, word in find_words(name))
            assert folded - {own} <= set(names_of(name))
    for name in chain.from_iterable([*keys["same"], *keys["kinds"].values()]):
        assert name not in names_of(name)


def test_unknown_names_have_no_others() -> None:
    assert names_of("zeppelin") == []
    assert other_names([]) == ()


@pytest.mark.parametrize(
    ("name", "ambiguous"), [("pump", True), ("flats", True), ("sneaker", False), ("court shoe", False)]
)
def test_names_that_texts_use_for_other_things(name: str, ambiguous: bool) -> None:
    assert is_ambiguous([word for _, _, word in find_words(name)]) == ambiguous


def test_each_ambiguous_name_is_another_name_of_something() -> None:
    keys = tomllib.loads((files("app.domain.synonyms") / "nouns.toml").read_text(encoding="utf-8"))
    assert set(keys["ambiguous"]) <= {*chain.from_iterable([*keys["same"], *keys["kinds"].values()])}


def test_a_kind_has_general_names_under_any_of_its_names() -> None:
    assert ("bag",) in general_names(["purse"])
    assert ("shoe",) in general_names(["stiletto"])
    assert general_names(["zeppelin"]) == ()


def test_words_for_how_things_are_mean_the_same_or_come_near() -> None:
    assert "mini" in same_words("small")
    assert "small" in same_words("mini")
    assert "crimson" in near_words("red")
    assert "red" not in near_words("crimson")
    assert same_words("zeppelin") == near_words("zeppelin") == ()
    keys = tomllib.loads((files("app.domain.synonyms") / "modifiers.toml").read_text(encoding="utf-8"))
    for word, near in keys["near"].items():
        assert not {word, *same_words(word)} & set(near), word
