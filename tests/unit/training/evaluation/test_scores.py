"""Scores, against figures worked out by hand and against seqeval and nervaluate."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2 as SEQEVAL_IOB2

from model.spans import Span
from model.tags import IOB2, spans_to_tags
from model.tokens import Tokens
from tests.unit.model.test_tags import LABELS, labelled
from training.corpora import Example
from training.evaluation.scores import evaluate, score


def example(text: str, *spans: Span) -> Example:
    return Example("1", text, tuple(spans))


def test_only_exact_spans_of_the_right_label_count() -> None:
    gold = [
        example("acme red", Span(0, 4, "BRAND", "acme"), Span(5, 8, "COLOR", "red")),
        example("red", Span(0, 3, "COLOR", "red")),
    ]
    found = [[Span(0, 4, "BRAND", ""), Span(5, 9, "COLOR", ""), Span(10, 12, "COLOR", "")], [Span(0, 3, "BRAND", "")]]
    result = evaluate(gold, found)
    assert (result.scores["BRAND"].precision, result.scores["BRAND"].recall) == (0.5, 1.0)
    assert (result.scores["COLOR"].f1, result.scores["COLOR"].expected) == (0.0, 2)
    assert result.micro.f1 == pytest.approx(2 * 1 / (4 + 3))
    assert result.macro == pytest.approx((0.25, 0.5, (2 / 3 + 0) / 2))


def test_a_span_where_the_example_is_unsure_is_neither_right_nor_wrong() -> None:
    gold = [Example("1", "acme red hat", (Span(0, 4, "BRAND", "acme"),), unsure=((5, 8),))]
    found = [[Span(0, 4, "BRAND", ""), Span(5, 12, "COLOR", "")]]
    assert score(gold, found)["micro"].precision == 1
    result = evaluate(gold, found)
    assert (result.micro.f1, list(result.errors)) == (1, [])
    assert score(gold, [[Span(9, 12, "COLOR", "")]])["micro"].precision == 0


def test_the_same_span_counts_once() -> None:
    span = Span(0, 1, "X", "")
    assert score([example("a", span)], [[span, span]])["micro"].predicted == 1


def test_no_spans_at_all_score_nothing() -> None:
    result = evaluate([example("a")], [[]])
    assert result.micro.f1 == 0.0
    assert result.errors == ()


def test_texts_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="shorter"):
        evaluate([example("a"), example("b")], [[]])


@given(st.lists(st.tuples(labelled(), st.randoms()), min_size=1, max_size=5))
def test_strict_scores_are_those_of_seqeval_and_nervaluate(cases: list[Any]) -> None:
    """Gold and prediction on the same texts; seqeval reads tags in its strict mode."""
    gold: list[Example] = []
    found: list[list[Span]] = []
    tags: list[tuple[list[str], list[str]]] = []
    names = IOB2.tags_of(LABELS)
    for (tokens, spans), random in cases:
        guess = _disturb(spans, random)
        gold.append(Example("1", tokens.text, tuple(spans)))
        found.append(guess)
        tags.append((_names(tokens, spans, names), _names(tokens, guess, names)))
    theirs = (
        classification_report(
            [left for left, _ in tags],
            [right for _, right in tags],
            output_dict=True,
            mode="strict",
            scheme=SEQEVAL_IOB2,
            zero_division=0,
        )
        if any(span for each in [*found, *(g.spans for g in gold)] for span in each)
        else None
    )
    ours = evaluate(gold, found)
    if theirs is None:
        assert ours.micro.f1 == 0
        return
    for label, each in ours.scores.items():
        assert (each.precision, each.recall, each.f1, each.expected) == pytest.approx(tuple(theirs[label].values()))
    assert (ours.micro.precision, ours.micro.recall, ours.micro.f1) == pytest.approx(
        tuple(theirs["micro avg"].values())[:3]
    )
    assert ours.macro == pytest.approx(tuple(theirs["macro avg"].values())[:3])
    assert ours.matches["strict"] == pytest.approx((ours.micro.precision, ours.micro.recall, ours.micro.f1))


def _disturb(spans: list[Span], random: object) -> list[Span]:
    """Some spans as they are, some with another label, some one word shorter, some left out."""
    changed = []
    for span in spans:
        match random.choice("same label shorter none".split()):  # type: ignore[attr-defined]
            case "same":
                changed.append(span)
            case "label":
                changed.append(Span(span.start, span.end, "SIZE", span.text))
            case "shorter" if span.end - span.start > 2:
                changed.append(Span(span.start, span.end - 3, span.label, span.text[:-3]))
    return changed


def _names(tokens: Tokens, spans: list[Span], names: list[str]) -> list[str]:
    return [names[tag] for tag in spans_to_tags(tokens, spans, LABELS)[0]]
