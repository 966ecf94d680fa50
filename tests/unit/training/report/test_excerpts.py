"""The shortened texts of errors."""

from model.spans import Span
from training.evaluation.results import Error
from training.report.excerpts import show

_LONG = "word " * 100 + "RED SHOE" + " tail" * 100


def test_a_short_text_is_shown_whole() -> None:
    shown = show(Error("missed", "1", "f:1", "a red shoe", Span(2, 5, "COLOR", "red"), None, 0.5))
    (line,) = shown.lines
    assert (line.side, line.label, line.score) == ("gold", "COLOR", None)
    assert (line.before, line.marked, line.after) == ("a ", "red", " shoe")


def test_a_long_text_is_cut_at_spaces_on_both_sides_alike() -> None:
    gold, predicted = Span(500, 503, "COLOR", "RED"), Span(500, 508, "SHOE", "RED SHOE", 0.9)
    shown = show(Error("both", "1", "f:1", _LONG, gold, predicted, 0.5))
    first, second = ("".join((line.before, line.marked, line.after)) for line in shown.lines)
    assert first == second
    assert first.startswith("… word ")
    assert first.endswith(" tail …")
    assert 200 < len(first) < 270
    assert [line.marked for line in shown.lines] == ["RED", "RED SHOE"]
    assert shown.labels == ["COLOR", "SHOE"]


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    shown = show(Error("spurious", "1", "f:1", "x" * 1000, None, Span(400, 404, "A", "xxxx", 0.5), 0.5))
    assert len(shown.lines[0].before) == len(shown.lines[0].after) == 122


def test_a_long_span_loses_its_middle() -> None:
    text = "a" * 200 + "b" * 200
    shown = show(Error("missed", "1", "f:1", text, Span(0, 400, "A", text), None, 0.5))
    assert shown.lines[0].marked == "a" * 120 + " … " + "b" * 120


def test_a_label_right_on_one_side_is_named_once() -> None:
    spans = Span(0, 1, "A", "a"), Span(0, 3, "A", "a b", 0.5)
    assert show(Error("boundary", "1", "f:1", "a b", *spans, 0.5)).labels == ["A"]
