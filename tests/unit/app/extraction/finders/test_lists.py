"""Listed values are found by whole words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.extraction.finders.found import Wanted
from app.extraction.finders.lists import ListFinder


def find(wanted: Wanted, text: str) -> list[str]:
    return [each.span.text for each in ListFinder([wanted]).find(text)]


BRANDS = Wanted("BRAND", ("Dr. Martens", "H&M", "Levi's", "On", "On Running", "L’Oréal", "T-Rex"))


def test_a_listed_text_is_found_in_its_spellings() -> None:
    assert find(BRANDS, "dr martens, DR. MARTENS, Dr.Martens") == ["dr martens", "DR. MARTENS", "Dr.Martens"]
    assert find(BRANDS, "H & M or h&m") == ["H & M", "h&m"]
    assert find(BRANDS, "Levis and LEVI’S") == ["Levis", "LEVI’S"]
    assert find(BRANDS, "l'oréal") == ["l'oréal"]
    assert find(BRANDS, "t rex, T-Rex") == ["t rex", "T-Rex"]


def test_words_are_never_cut() -> None:
    assert find(BRANDS, "Onion, second, H&Ms, on5, mon") == []


def test_signs_separate_what_spaces_join() -> None:
    assert find(Wanted("COLOR", ("wine red",)), "wine, red; wine. red; wine/red; wine - red") == []


def test_shorter_and_longer_texts_are_both_offered() -> None:
    assert find(BRANDS, "On Running shoes") == ["On", "On Running"]


def test_exact_case_refuses_other_case() -> None:
    wanted = Wanted("BRAND", ("Gap", "Dr. Martens"), exact=True)
    assert find(wanted, "Gap, gap, GAP, Dr Martens, dr martens") == ["Gap", "Dr Martens"]


def test_plurals_of_singular_values_are_found() -> None:
    wanted = Wanted("CATEGORY", ("pocket watch", "berry", "mug", "box"), plural=True)
    assert find(wanted, "mugs, Pocket Watches, berries, boxes, mugses") == [
        "mugs",
        "Pocket Watches",
        "berries",
        "boxes",
    ]


def test_two_properties_may_list_the_same_text() -> None:
    finder = ListFinder([Wanted("COLOR", ("orange",)), Wanted("FLAVOR", ("orange",), when="always")])
    assert [(each.span.label, each.when) for each in finder.find("Orange")] == [
        ("COLOR", "missed"),
        ("FLAVOR", "always"),
    ]


def test_a_name_that_needs_words_behind_it_begins_a_sentence() -> None:
    wanted = Wanted("BRAND", ("Purple", "Big Agnes"), exact=True, beside={"Purple": frozenset({"mattress"})})
    assert find(wanted, "Purple mattress queen") == ["Purple"]
    assert find(wanted, "Soft. Purple hybrid king mattress by Purple, Big Agnes tent") == ["Purple", "Big Agnes"]
    assert find(wanted, "Purple shirt; soft Purple mattress; purple mattress; mattress, Purple") == []


def test_the_subject_comes_first_and_before_words_of_relation() -> None:
    finder = ListFinder([Wanted("CATEGORY", ("rug", "laptop"), when="absent")])
    texts = ["A round rug", "Holds a laptop", "rug for a laptop", f"{'soft ' * 12}rug"]
    assert [[each.is_subject for each in finder.find(text)] for text in texts] == [
        [True],
        [False],
        [True, False],
        [False],
    ]


WORDS = st.text("abAB éΩ-'&.", min_size=1, max_size=8)


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=12))
def test_found_texts_are_whole_places_of_the_text(listed: list[str], parts: list[str]) -> None:
    text = " ".join(parts)
    for each in ListFinder([Wanted("X", tuple(listed))]).find(text):
        span = each.span
        assert text[span.start : span.end] == span.text
        assert not re.search(r"\w$", text[: span.start]) or not re.match(r"\w", span.text)


@given(st.lists(st.text("abé", min_size=1, max_size=3), min_size=1, max_size=4), st.sampled_from([" , ", " – ", "\n"]))
def test_every_listed_text_is_found_where_it_stands(words: list[str], around: str) -> None:
    listed = " ".join(words)
    assert listed in find(Wanted("X", (listed,)), f"{around}{listed}{around}")


def test_the_time_of_a_text_does_not_grow_with_the_list() -> None:
    """Counted in steps, not in seconds: only texts that begin with a word of the text are looked up."""
    finder = ListFinder([Wanted("BRAND", tuple(f"brand{n} of the house {n}" for n in range(20_000)))])
    assert [each.span.text for each in finder.find("a brand7 of the house 7 " * 100)] == ["brand7 of the house 7"] * 100
