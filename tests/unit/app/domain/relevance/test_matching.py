"""What an item matches of a term."""

from dataclasses import replace

from app.domain.queries import Query, Target, Term
from app.domain.relevance import formula
from app.domain.relevance.matching import Match, Matcher
from app.domain.relevance.words import Analyzer
from tests.contract.items import item, target, term

RED = Target("color", "red", 1.0)


def match(asked: Term, title: str = "", *given: str) -> Match | None:
    (found,) = Matcher(Query((asked,)), Analyzer()).matches(item("a", title, *given))
    return found


def level(asked: Term, title: str = "", *given: str) -> int:
    found = match(asked, title, *given)
    return found.level if found else 0


def test_a_property_matches_fully_and_a_lesser_target_by_its_factor() -> None:
    assert match(term("red", RED), "", "color:red") == Match(255, "color", "red")
    assert level(term("", Target("color", "red", 0.5)), "", "color:red") == 128
    assert match(term("red", RED), "", "color:blue") is None


def test_all_words_must_be_said_and_the_weakest_counts() -> None:
    assert level(term("red shoe"), "Red car") == 0
    both = level(term("red shoe"), "Red shoe red")
    assert both == level(term("shoe"), "Red shoe red") < level(term("red"), "Red shoe red")


def test_words_are_found_in_the_title_and_elsewhere_by_name() -> None:
    assert match(term("red shoe"), "Red shoes", "color:red") == Match(
        level(term("shoe"), "Red shoes", "color:red"), "title", "red shoe"
    )
    found = match(term("red shoe"), "Shoes", "color:red")
    assert (found.name, found.value) == ("text", "red shoe") if found else None


def test_another_form_of_a_word_counts_less() -> None:
    assert 0 < level(term("running"), "Runs") < level(term("running"), "Running")
    assert match(term("running"), "Runs") == Match(level(term("running"), "Runs"), "title", "running")


def test_a_variant_counts_less_and_is_the_reason() -> None:
    exact, variant = level(term("sofa"), "Sofa"), match(term("couch", variants="settee sofa"), "Sofa")
    assert variant == Match(exact * 6 // 10, "title", "sofa")


def test_the_better_of_property_and_text_counts() -> None:
    narrow = Target("color", "dark red", 0.1)
    assert match(term("red", narrow), "Red", "color:dark red") == Match(
        level(term("red"), "Red", "color:dark red"), "title", "red"
    )
    assert match(term("red", RED), "Red", "color:red") == Match(255, "color", "red")


def test_a_factor_weakens_words_and_leaves_properties() -> None:
    whole = level(term("red"), "Red")
    assert level(term("red", factor=0.5), "Red") == formula.scaled(whole, 0.5)
    assert level(term("red", RED, factor=0.5), "Red", "color:red") == 255


def test_a_term_of_nothing_matches_nothing() -> None:
    assert match(term(""), "Red", "color:red") is None


def test_a_word_that_the_query_is_without_is_found_anywhere_and_in_any_form() -> None:
    matcher = Matcher(Query(without=("leather", "running")), Analyzer())
    read = matcher.analyzer.read
    assert matcher.excludes(read("Leather bag", "", ()))
    assert matcher.excludes(read("Bag", "of leather", ()))
    assert matcher.excludes(read("Bag", "", [("material", "leather", "x")]))
    assert matcher.excludes(read("Runs", "", ()))
    assert not matcher.excludes(read("Bag", "leatherette", [("material", "faux", "faux")]))


def test_what_an_item_only_denies_does_not_exclude_it() -> None:
    matcher = Matcher(Query(without=("caffeine",)), Analyzer())
    read = matcher.analyzer.read
    assert not matcher.excludes(read("Tea", "Naturally caffeine-free.", [("feature", "caffeine free", "x")]))
    assert not matcher.excludes(read("Tea without caffeine", "", ()))
    assert matcher.excludes(read("Tea", "Caffeine-free? No: the caffeine keeps you awake.", ()))


def test_an_item_of_another_kind_by_its_title_counts_half() -> None:
    wanted = replace(term("laptop", target("category", "laptop")), heads=("laptop", "notebook"))
    bag = ("Backpack, 17 in laptop", "category:backpack", "category:laptop")
    assert level(wanted, *bag) == level(replace(wanted, heads=()), *bag) // 2
    for title, *given in (("Laptop 15", "category:laptop"), ("Notebook 15", "category:laptop"), ("Aero 14",)):
        assert level(wanted, title, *given) == level(replace(wanted, heads=()), title, *given)


def test_a_property_is_the_reason_unless_words_count_half_as_much_again() -> None:
    in_title = level(term("red"), "Red", "color:red")
    assert in_title > formula.target_level(0.7)
    assert match(term("red", Target("color", "red", 0.7)), "Red", "color:red") == Match(in_title, "color", "red")
    assert match(term("red", Target("color", "red", 0.5)), "Red", "color:red") == Match(in_title, "title", "red")
