"""Where title and text say what a query means."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.items import Evidence, Item
from app.domain.queries import Hit, Term
from app.domain.relevance.highlighting import Highlight, highlight
from app.domain.relevance.words import Analyzer
from app.domain.standard import find_words
from tests.contract.items import item, term


def marked(found: Item, *terms: Term, matched: tuple[tuple[str, str], ...] = ()) -> tuple[list[str], list[str]]:
    marks = highlight(Hit(found, 1.0, matched), terms, Analyzer())
    return [found.title[start:end] for start, end in marks.title], [found.text[start:end] for start, end in marks.text]


def test_words_are_marked_in_any_form() -> None:
    shoe = replace(item("a", "👟 Running Shoes"), text="Run in this shoe; a runner's café")
    assert marked(shoe, term("running"), term("shoe")) == (["Running", "Shoes"], ["Run", "shoe"])
    assert marked(shoe, term("cafe")) == ([], ["café"])


def test_variants_and_values_of_matched_properties_are_marked() -> None:
    couch = replace(item("a", "Grey sofa", "color:grey", "size:xl"), text="XL")
    assert marked(couch, term("couch", variants="sofa"), matched=(("color", "gray"),)) == (["Grey", "sofa"], [])


def test_the_place_where_a_matched_property_was_read_is_marked() -> None:
    made = replace(item("a", "Lamp", "height:1 m"), text="One metre high")
    read = replace(made.properties[0], evidence=(Evidence("text", 0, 9, "One metre", 0.9),))
    lamp = replace(made, properties=(read,))
    assert marked(lamp, matched=(("height", read.value),)) == ([], ["One metre"])


def test_places_that_touch_are_one() -> None:
    made = replace(item("a", "red-hot lamp"), text="")
    assert highlight(Hit(made, 1.0, ()), [term("red hot")], Analyzer()) == Highlight(((0, 3), (4, 7)))


@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.sampled_from(["red", "run", "1"]), max_size=2))
def test_every_mark_is_a_word_that_is_meant(title: str, text: str, words: list[str]) -> None:
    made, analyzer = replace(item("a", f"{title} red"), text=f"Runs {text}"), Analyzer()
    marks = highlight(Hit(made, 1.0, ()), [term(" ".join(words))], analyzer)
    for places, said in ((marks.title, made.title), (marks.text, made.text)):
        assert list(places) == sorted(places)
        meant = [analyzer.stem(word) for start, end in places for *_, word in find_words(said[start:end])]
        assert set(meant) <= {analyzer.stem(word) for word in words}
