"""Pairs of spans and the kinds of mistakes."""

from model.spans import Span
from training.corpora import Example
from training.evaluation.mistakes import boundaries, confusion, errors, pair

GOLD = (
    Span(0, 4, "BRAND", "acme"),
    Span(5, 13, "COLOR", "dark red"),
    Span(14, 19, "CATEGORY", "shirt"),
    Span(20, 22, "SIZE", "XL"),
)
FOUND = (
    Span(0, 4, "MODEL", "acme", 0.9),
    Span(10, 13, "COLOR", "red", 0.8),
    Span(14, 22, "MATERIAL", "shirt XL", 0.7),
    Span(23, 26, "BRAND", "new", 0.6),
)
EXAMPLE = Example("7", "acme dark red shirt XL new", GOLD, "a.jsonl:7")


def test_each_span_is_paired_once_with_what_it_shares_most_with() -> None:
    pairs = pair(GOLD, FOUND)
    assert pairs == [
        (GOLD[0], FOUND[0]),
        (GOLD[2], FOUND[2]),
        (GOLD[1], FOUND[1]),
        (GOLD[3], None),
        (None, FOUND[3]),
    ]


def test_every_kind_of_error_is_named_and_the_surest_comes_first() -> None:
    found = errors([EXAMPLE], [pair(GOLD, FOUND)], lambda _number, span: 0.25 if span.label == "SIZE" else 1.0)
    assert [(error.kind, error.weight) for error in found] == [
        ("label", 0.9),
        ("boundary", 0.8),
        ("missed", 0.75),
        ("both", 0.7),
        ("spurious", 0.6),
    ]
    assert {(error.example, error.place) for error in found} == {("7", "a.jsonl:7")}


def test_right_spans_are_no_errors() -> None:
    assert errors([EXAMPLE], [pair(GOLD, GOLD)], lambda _number, _span: 1.0) == ()


def test_confusion_counts_labels_whatever_the_boundaries() -> None:
    labels = ["BRAND", "CATEGORY", "COLOR", "MATERIAL", "MODEL", "SIZE"]
    table = confusion([pair(GOLD, FOUND)], labels)
    cells = {
        (table.names[row], table.names[column]): count
        for row, counts in enumerate(table.counts)
        for column, count in enumerate(counts)
        if count
    }
    assert cells == {
        ("BRAND", "MODEL"): 1,
        ("COLOR", "COLOR"): 1,
        ("CATEGORY", "MATERIAL"): 1,
        ("SIZE", "nothing"): 1,
        ("nothing", "BRAND"): 1,
    }


def test_wrong_ends_are_counted_by_label() -> None:
    longer = (Span(0, 8, "X", ""), Span(10, 12, "X", ""))
    gold = (Span(2, 6, "X", ""), Span(9, 12, "X", ""))
    assert boundaries([pair(gold, longer)], ["X", "Y"]) == {
        "X": {"starts too early": 1, "starts too late": 1, "ends too early": 0, "ends too late": 1}
    }
