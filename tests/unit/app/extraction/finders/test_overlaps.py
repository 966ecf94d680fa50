"""Of spans that overlap, the rules keep one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.extraction.finders.found import Found, When
from app.extraction.finders.overlaps import join
from model.spans import Finder, Span

TEXT = "Nike Air red cotton shirt"


def said(text: str, label: str, score: float = 0.9, finder: Finder = "model") -> Span:
    start = TEXT.index(text)
    return Span(start, start + len(text), label, text, score, finder)


def listed(text: str, label: str, when: When = "missed", finder: Finder = "list") -> Found:
    return Found(said(text, label, 1.0, finder), when)


def joined(spans: list[Span], sure: list[Span], found: list[Found]) -> list[tuple[str, str, str]]:
    return [(each.text, each.label, each.finder) for each in join(TEXT, spans, sure, found)]


def test_missed_values_give_way_to_the_model() -> None:
    model = said("Nike", "BRAND")
    found = [listed("Nike Air", "MODEL"), listed("red", "COLOR")]
    assert joined([model], [model], found) == [("Nike", "BRAND", "model"), ("red", "COLOR", "list")]


def test_missed_values_replace_what_the_model_doubts() -> None:
    assert joined([said("red cotton", "MATERIAL", 0.1)], [], [listed("red", "COLOR")]) == [("red", "COLOR", "list")]


def test_values_for_always_replace_the_model() -> None:
    model = said("Nike Air red", "BRAND")
    assert joined([model], [model], [listed("Nike", "BRAND", when="always")]) == [("Nike", "BRAND", "list")]


def test_the_longest_wins_then_always_then_a_list_then_the_label() -> None:
    assert joined([], [], [listed("Nike", "BRAND", "always"), listed("Nike Air", "MODEL")])[0][0] == "Nike Air"
    assert joined([], [], [listed("red", "A"), listed("red", "B", when="always")])[0][1] == "B"
    assert joined([], [], [listed("red", "A", finder="pattern"), listed("red", "B")])[0][1] == "B"
    assert joined([], [], [listed("red", "B"), listed("red", "A")])[0][1] == "A"


def test_a_listed_name_replaces_the_part_of_it_that_the_model_finds() -> None:
    model = [said("Air", "MODEL"), said("cotton", "MATERIAL")]
    found = [listed("red cotton", "MATERIAL"), listed("Nike Air", "BRAND"), listed("cotton", "MATERIAL")]
    assert [each[0] for each in joined(model, model, found)] == ["Air", "red cotton"]
    assert joined(model, model, [listed("cotton shirt", "CATEGORY")]) == joined(model, model, [])


def test_values_for_absent_are_found_once_where_the_model_has_none() -> None:
    found = [listed("shirt", "CATEGORY", "absent"), listed("red", "CATEGORY", "absent")]
    assert [each[0] for each in joined([], [], found)] == ["red"]
    model = [said("Nike", "CATEGORY")]
    assert joined(model, model, found) == joined(model, model, [])


def test_words_behind_a_listed_value_of_another_label_stay() -> None:
    model = [said("red cotton shirt", "CATEGORY")]
    found = [listed("Air red", "BRAND", "always")]
    assert joined(model, model, found) == [("Air red", "BRAND", "list"), ("cotton shirt", "CATEGORY", "model")]
    same = [listed("Air red", "CATEGORY", "always")]
    assert [each[0] for each in joined(model, model, same)] == ["Air red"]


WHENS: list[When] = ["always", "missed", "absent"]
SPANS = st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda at: Span(at[0], at[0] + at[1], "X", "?", 0.5))


@given(st.lists(SPANS, max_size=6), st.lists(st.tuples(SPANS, st.sampled_from(WHENS)), max_size=8))
def test_no_two_spans_overlap_and_order_of_finding_does_not_matter(
    model: list[Span], found: list[tuple[Span, When]]
) -> None:
    spans: list[Span] = []
    last = 0
    for span in sorted(model, key=lambda each: each.start):
        if span.start >= last:
            spans, last = [*spans, span], span.end
    candidates = [Found(span, when) for span, when in found]
    result = join("x" * 30, spans, spans[::2], candidates)
    assert all(a.end <= b.start for a, b in pairwise(result))
    assert join("x" * 30, spans, spans[::2], candidates[::-1]) == result
