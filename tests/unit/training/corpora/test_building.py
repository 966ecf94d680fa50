"""Which marks become spans, and the faults for the others."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.spans import Span
from training.corpora import Example
from training.corpora.building import Mark, build

TEXT = "red hat"


@pytest.mark.parametrize(
    ("mark", "kind", "message", "unsure"),
    [
        (Mark(4, 9, "X"), "outside", "X 'hat' at 4–9 lies outside the text of 7 characters", ((4, 7),)),
        (Mark(-3, 3, "X"), "outside", "at -3–3 lies outside", ((0, 3),)),
        (Mark(7, 9, "X"), "outside", "at 7–9 lies outside", ()),
        (Mark(2, 2, "X"), "empty", "at 2–2 is empty", ()),
        (Mark(3, 1, "X"), "empty", "at 3–1 is empty", ()),
        (Mark(0, 3, "X", "Red"), "text", "X 'red' at 0–3 is quoted as 'Red'", ((0, 3),)),
        (Mark(0, 3, None), "record", "span 'red' at 0–3 has no label", ((0, 3),)),
        (Mark(0, 3, " "), "record", "has no label", ((0, 3),)),
        (Mark(0, 3, ["X"]), "record", "has no label", ((0, 3),)),
    ],
)
def test_a_span_that_cannot_be_kept_is_named_and_unsure(
    mark: Mark, kind: str, message: str, unsure: tuple[tuple[int, int], ...]
) -> None:
    entry = build("a:1", 1, TEXT, [mark])
    (fault,) = entry.faults
    assert (fault.place, fault.kind) == ("a:1", kind)
    assert message in str(fault)
    assert entry.example == Example("1", TEXT, (), "a:1", unsure)


@pytest.mark.parametrize(
    ("marks", "kept", "unsure"),
    [
        ([Mark(4, 7, "Y"), Mark(0, 5, "X")], [(0, 5, "X")], ((4, 7),)),
        ([Mark(0, 3, "Y"), Mark(0, 7, "X")], [(0, 7, "X")], ((0, 3),)),
        ([Mark(0, 3, "Y"), Mark(0, 3, "X")], [(0, 3, "Y")], ((0, 3),)),
        ([Mark(0, 3, "X"), Mark(1, 5, "Y"), Mark(4, 7, "Z")], [(0, 3, "X"), (4, 7, "Z")], ((1, 5),)),
    ],
)
def test_of_overlapping_spans_the_first_and_longest_is_kept(
    marks: list[Mark], kept: list[tuple[int, int, str]], unsure: tuple[tuple[int, int], ...]
) -> None:
    entry = build("a:1", 1, TEXT, marks)
    assert entry.example
    assert [(span.start, span.end, span.label) for span in entry.example.spans] == kept
    assert entry.example.unsure == unsure
    assert [fault.kind for fault in entry.faults] == ["overlap"]
    assert "which is kept" in entry.faults[0].detail


def test_a_span_said_twice_is_kept_once_without_a_fault() -> None:
    entry = build("a:1", 1, TEXT, [Mark(0, 3, "X"), Mark(4, 7, "Y"), Mark(0, 3, "X", "red")])
    assert entry.example
    assert [span.label for span in entry.example.spans] == ["X", "Y"]
    assert entry.faults == ()


def test_a_span_with_white_space_at_its_edges_is_kept_as_it_is() -> None:
    entry = build("a:1", 1, TEXT, [Mark(0, 4, "X")])
    assert entry.example
    assert entry.example.spans == (Span(0, 4, "X", "red "),)


@pytest.mark.parametrize(
    ("text", "marks", "message"),
    [
        (None, [], "expected a string as text, found None"),
        (7, [], "expected a string as text, found 7"),
        (" \n", [], "found only white space"),
        ("half \ud83d", [], "half a surrogate pair"),
        (TEXT, [Mark(True, 3, "X")], "expected a span with integers as start and end, found (True, 3, 'X', None)"),
        (TEXT, [Mark(0, 3.0, "X")], "expected a span with integers as start and end"),
        (TEXT, [Mark(0, 3, "X"), Mark(None, None, "red")], "expected a span with integers as start and end"),
    ],
)
def test_a_record_of_which_nothing_is_sure_is_no_example(text: object, marks: list[Mark], message: str) -> None:
    entry = build("a:1", 1, text, marks)
    assert entry.example is None
    (fault,) = entry.faults
    assert fault.kind == "record"
    assert message in str(fault)


@given(st.lists(st.tuples(st.integers(-2, 9), st.integers(-2, 9), st.sampled_from(["X", "Y", ""]))))
def test_every_span_is_kept_or_named(found: list[tuple[int, int, str]]) -> None:
    entry = build("a:1", 1, TEXT, [Mark(*each) for each in found])
    assert entry.example
    spans = entry.example.spans
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(TEXT[span.start : span.end] == span.text for span in spans)
    kept = {(span.start, span.end, span.label) for span in spans}
    assert kept <= set(found)
    assert len(entry.faults) == sum(each not in kept for each in found)
