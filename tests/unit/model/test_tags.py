"""Spans to tags and back."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.decode import decode
from model.spans import Span
from model.tags import runs, spans_to_tags, tags_of
from model.tokens import Tokens

LABELS = ["BRAND", "COLOR", "SIZE"]


def text_of(words: int) -> Tokens:
    """`aa aa aa …`: a token for each word."""
    starts = np.arange(words, dtype=np.int32) * 3
    return Tokens(
        "aa " * words, starts, starts + 2, np.arange(words, dtype=np.int32), np.arange(words + 1, dtype=np.int32)
    )


@st.composite
def labelled(draw: st.DrawFn) -> tuple[Tokens, list[Span]]:
    """A text and spans of whole words that do not overlap, neighbours of one label included."""
    words = draw(st.integers(1, 20))
    cuts = sorted(draw(st.sets(st.integers(0, words), max_size=8)))
    spans = []
    for first, last in itertools.pairwise(cuts):
        label = draw(st.sampled_from([None, *LABELS]))
        if label:
            start, end = first * 3, last * 3 - 1
            spans.append(Span(start, end, label, ("aa " * words)[start:end]))
    return text_of(words), spans


def probabilities_of(tags: list[int]) -> np.ndarray:
    return np.eye(len(tags_of(LABELS)), dtype=np.float32)[tags]


@given(labelled())
def test_spans_survive_tagging_and_decoding(case: tuple[Tokens, list[Span]]) -> None:
    tokens, spans = case
    tags, refused = spans_to_tags(tokens, spans, LABELS)
    assert refused == []
    assert decode(tokens, probabilities_of(tags.tolist()), LABELS) == spans


@given(st.lists(st.integers(0, 6), max_size=30))
def test_any_sequence_of_tags_gives_ordered_runs_without_overlap(tags: list[int]) -> None:
    found = runs(np.array(tags, dtype=np.int64))
    tagged = [index for index, tag in enumerate(tags) if tag]
    assert [index for first, last, _ in found for index in range(first, last)] == tagged
    for first, last, label in found:
        assert {(tag - 1) // 2 for tag in tags[first:last]} == {label}


def test_neighbours_of_one_label_stay_apart() -> None:
    tokens = text_of(2)
    spans = [Span(0, 2, "COLOR", "aa"), Span(3, 5, "COLOR", "aa")]
    assert decode(tokens, probabilities_of(spans_to_tags(tokens, spans, LABELS)[0].tolist()), LABELS) == spans


def test_spans_that_cut_a_token_overlap_or_have_no_label_are_handed_back() -> None:
    cuts, overlaps, unknown = Span(1, 2, "COLOR", "a"), Span(3, 8, "SIZE", "aa aa"), Span(9, 11, "PRICE", "aa")
    tags, refused = spans_to_tags(text_of(4), [Span(3, 5, "COLOR", "aa"), cuts, overlaps, unknown], LABELS)
    assert refused == [cuts, overlaps, unknown]
    assert tags.tolist() == [0, 3, 0, 0]


def test_a_span_is_as_sure_as_its_least_sure_token() -> None:
    rows = np.array([[0.1, 0.6, 0.3, 0, 0, 0, 0], [0.3, 0.0, 0.7, 0, 0, 0, 0]], dtype=np.float32)
    (span,) = decode(text_of(2), rows, LABELS)
    assert (span.label, span.text, span.score) == ("BRAND", "aa aa", 0.7)


def test_columns_are_outside_then_begin_and_continue_of_each_label() -> None:
    assert tags_of(["X", "Y"]) == ["O", "B-X", "I-X", "B-Y", "I-Y"]
