"""Conversion of spans to tags and back, in both schemes."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.decode import Decoder
from model.spans import Span
from model.tags import IOB2, IOBES, SCHEMES, Scheme, runs, spans_to_tags
from model.tokens import Tokens

LABELS = ["BRAND", "COLOR", "SIZE"]
schemes = st.sampled_from(list(SCHEMES.values()))


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


@given(labelled(), schemes)
def test_spans_survive_tagging_and_decoding(case: tuple[Tokens, list[Span]], scheme: Scheme) -> None:
    tokens, spans = case
    tags, refused = spans_to_tags(tokens, spans, LABELS, scheme)
    assert refused == []
    probabilities = np.eye(scheme.width(LABELS), dtype=np.float32)[tags]
    assert Decoder(LABELS, scheme).spans(tokens, probabilities) == spans


@given(labelled(), schemes)
def test_the_tags_of_spans_are_an_allowed_sequence(case: tuple[Tokens, list[Span]], scheme: Scheme) -> None:
    tags, _ = spans_to_tags(*case, LABELS, scheme)
    follows, first, last = scheme.transitions(len(LABELS))
    assert first[tags[0]]
    assert last[tags[-1]]
    assert follows[tags[:-1], tags[1:]].all()


@given(st.data(), schemes)
def test_any_sequence_of_tags_gives_ordered_runs_without_overlap(data: st.DataObject, scheme: Scheme) -> None:
    tags = data.draw(st.lists(st.integers(0, scheme.width(LABELS) - 1), max_size=30))
    found = runs(tags, scheme)
    tagged = [index for index, tag in enumerate(tags) if tag]
    assert [index for first, last, _ in found for index in range(first, last)] == tagged
    for first, last, label in found:
        assert {scheme.parse(tag)[1] for tag in tags[first:last]} == {label}


def test_spans_that_cut_a_token_overlap_or_have_no_label_are_handed_back() -> None:
    cuts, overlaps, unknown = Span(1, 2, "COLOR", "a"), Span(3, 8, "SIZE", "aa aa"), Span(9, 11, "PRICE", "aa")
    tags, refused = spans_to_tags(text_of(4), [Span(3, 5, "COLOR", "aa"), cuts, overlaps, unknown], LABELS)
    assert refused == [cuts, overlaps, unknown]
    assert tags.tolist() == [0, 3, 0, 0]


def test_the_tags_of_each_scheme_in_their_order() -> None:
    assert IOB2.tags_of(["X", "Y"]) == ["O", "B-X", "I-X", "B-Y", "I-Y"]
    assert IOBES.tags_of(["X"]) == ["O", "B-X", "I-X", "E-X", "S-X"]
    assert IOBES.width(["X", "Y"]) == len(IOBES.tags_of(["X", "Y"])) == 9


@pytest.mark.parametrize(
    ("scheme", "allowed"),
    [
        (IOB2, "O>O O>B B>O B>I B>B I>O I>I I>B"),
        (IOBES, "O>O O>B O>S B>I B>E I>I I>E E>O E>B E>S S>O S>B S>S"),
    ],
)
def test_the_table_of_transitions_of_one_label(scheme: Scheme, allowed: str) -> None:
    names = "O" + scheme.prefixes
    follows, _, _ = scheme.transitions(1)
    found = {f"{names[i]}>{names[j]}" for i, j in zip(*np.nonzero(follows), strict=True)}
    assert found == set(allowed.split())


def test_a_span_never_goes_on_under_another_label() -> None:
    follows, _, _ = IOB2.transitions(2)
    tags = IOB2.tags_of(["X", "Y"])
    assert not follows[tags.index("B-X"), tags.index("I-Y")]
    assert follows[tags.index("B-X"), tags.index("B-Y")]
