"""Decoding of probabilities: the likeliest allowed sequence, and scores that add up."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from model.decode import Decoder
from model.spans import Span
from model.tags import IOB2, IOBES, SCHEMES, Scheme
from tests.unit.model.test_tags import text_of

LABELS = ["X", "Y"]


def rows_of(scheme: Scheme, words: int) -> st.SearchStrategy[np.ndarray]:
    """Probabilities of every tag at each word, none of them 0."""
    shape = (words, scheme.width(LABELS))
    weights = arrays.arrays(np.float64, shape, elements=st.floats(0.01, 1.0))
    return weights.map(lambda rows: (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32))


@settings(max_examples=50)
@given(st.data(), st.sampled_from(list(SCHEMES.values())))
def test_the_sequence_is_the_likeliest_of_all_that_are_allowed(data: st.DataObject, scheme: Scheme) -> None:
    rows = data.draw(rows_of(scheme, 3))
    follows, first, last = scheme.transitions(len(LABELS))

    def likelihood(path: tuple[int, ...]) -> float:
        allowed = first[path[0]] and last[path[-1]] and all(follows[a, b] for a, b in itertools.pairwise(path))
        return float(np.prod([rows[n, tag] for n, tag in enumerate(path)])) if allowed else 0.0

    best = max(itertools.product(range(scheme.width(LABELS)), repeat=3), key=likelihood)
    found = tuple(Decoder(LABELS, scheme).tags(rows).tolist())
    assert likelihood(found) == pytest.approx(likelihood(best))


def test_a_continuation_of_nothing_takes_its_beginning_along() -> None:
    """Alone the words would be `O I-X`; the likeliest allowed reading is the span of both."""
    rows = np.array([[0.5, 0.4, 0.1, 0, 0], [0.1, 0.0, 0.9, 0, 0]], dtype=np.float32)
    (span,) = Decoder(LABELS).spans(text_of(2), rows)
    assert (span.start, span.end, span.label) == (0, 5, "X")


def test_a_score_is_the_chance_of_all_tags_and_of_ending_there() -> None:
    rows = np.array([[0.1, 0.8, 0.1, 0, 0], [0.2, 0.1, 0.7, 0, 0], [0.6, 0.1, 0.3, 0, 0]], dtype=np.float32)
    (span,) = Decoder(LABELS).spans(text_of(3), rows)
    assert (span.start, span.end) == (0, 5)
    assert span.score == pytest.approx(0.8 * 0.7 * (1 - 0.3), abs=1e-4)


def test_in_iobes_the_last_tag_says_that_the_span_ends() -> None:
    rows = np.zeros((3, IOBES.width(LABELS)), dtype=np.float32)
    rows[0, 1], rows[1, 3], rows[2, 0] = 0.8, 0.7, 0.6
    rows[:, 5] = 1 - rows.sum(axis=1)
    (span,) = Decoder(LABELS, IOBES).spans(text_of(3), rows)
    assert span.score == pytest.approx(0.8 * 0.7, abs=1e-4)


@settings(max_examples=50)
@given(st.data())
def test_the_chances_of_all_spans_that_begin_at_a_word_are_those_of_beginning_there(data: st.DataObject) -> None:
    rows, decoder = data.draw(rows_of(IOB2, 4)), Decoder(LABELS)
    chances = sum(decoder.score(rows, 1, end, 0) for end in (2, 3, 4))
    assert chances == pytest.approx(float(rows[1, 1]), abs=1e-5)


@given(st.data(), st.floats(0.3, 5.0))
def test_a_temperature_changes_scores_but_no_span(data: st.DataObject, temperature: float) -> None:
    rows = data.draw(rows_of(IOB2, 5))
    plain, warm = Decoder(LABELS).spans(text_of(5), rows), Decoder(LABELS, IOB2, temperature).spans(text_of(5), rows)
    assert [(s.start, s.end, s.label) for s in plain] == [(s.start, s.end, s.label) for s in warm]


def test_a_high_temperature_makes_a_sure_model_doubt() -> None:
    rows = np.array([[0.02, 0.98, 0, 0, 0]], dtype=np.float32)
    assert (
        Decoder(LABELS).spans(text_of(1), rows)[0].score > Decoder(LABELS, IOB2, 3.0).spans(text_of(1), rows)[0].score
    )


def test_thresholds_hold_where_the_caller_asks_for_nothing() -> None:
    decoder = Decoder(LABELS, thresholds={"X": 0.9})
    spans = [Span(0, 1, "X", "a", 0.8), Span(2, 3, "Y", "b", 0.6), Span(4, 5, "Y", "c", 0.3)]
    assert [span.text for span in decoder.keep(spans, None, default=0.5)] == ["b"]
    assert [span.text for span in decoder.keep(spans, 0.7, default=0.5)] == ["a"]
    assert decoder.keep(spans, 0.0) == spans


def test_a_text_without_words_has_no_spans() -> None:
    assert Decoder(LABELS).spans(text_of(0), np.zeros((0, 5), dtype=np.float32)) == []


def test_a_long_text_of_impossible_tags_is_still_read() -> None:
    rows = np.tile(np.array([[0.1, 0.0, 0.9, 0, 0]], dtype=np.float32), (5000, 1))
    found = Decoder(LABELS).spans(text_of(5000), rows)
    assert all(span.label == "X" for span in found)
