"""The drawings of the page."""

import matplotlib as mpl
import pytest

from tests.unit.training.report.reports import Page, evaluation, reliability, report
from training.evaluation.results import Confusion, Reliability, Score
from training.report.figures import best_epoch, label_bars, learning_curve, reliability_diagram
from training.report.heatmap import confusion_map, mixups


def test_the_best_epoch_is_marked() -> None:
    epochs = report().epochs
    best = best_epoch(epochs)
    assert best is epochs[1]
    page = Page(learning_curve("loss", "loss", epochs, lambda epoch: epoch.loss))
    assert "◆ best epoch: 2, 0.500" in page.inside("text")
    label = page.find("svg", role="img")[0]["aria-label"]
    assert label == "loss by epoch, from 1.500 in epoch 1 to 0.400 in epoch 3; 0.500 in the best, 2"


def test_bars_name_each_label_with_its_support() -> None:
    texts = Page(label_bars("bars", {"BRAND": Score(1, 2, 1), "COLOR": Score(900, 950, 1000)})).inside("text")
    assert {"BRAND", "COLOR", "precision", "recall", "F1", "0.67  (1)", "0.92  (1,000)"} <= set(texts)


def test_labels_are_no_formulas_and_no_tags() -> None:
    page = Page(
        label_bars("bars", {"$x^$ <b>&": Score(1, 1, 1), "色 #000001": Score(1, 1, 1), "x" * 40: Score(1, 1, 1)})
    )
    assert {"$x^$ <b>&", "色 #000001", "x" * 23 + "…"} <= set(page.inside("text"))


def test_drawings_take_their_colors_from_the_page() -> None:
    svg = confusion_map("map", evaluation().confusion)
    assert "currentColor" in svg
    assert "var(--one)" in svg
    assert "#0000" not in svg
    assert "font-family" not in svg


def test_inner_ids_differ_between_drawings_of_a_page() -> None:
    ids = [
        {str(own["id"]) for _, own in Page(reliability_diagram(name, "x", reliability())).tags if "id" in own}
        for name in ("before", "after")
    ]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_drawing_leaves_matplotlib_as_it_was() -> None:
    with mpl.rc_context({"font.size": 31.0}):
        before = dict(mpl.rcParams)
        first = label_bars("bars", {"A": Score(1, 1, 1)})
        assert dict(mpl.rcParams) == before
    assert label_bars("bars", {"A": Score(1, 1, 1)}) == first


def test_bins_show_their_counts_and_empty_ones_nothing() -> None:
    texts = Page(reliability_diagram("r", "before", reliability())).inside("text")
    assert "1,234" in texts
    assert texts.count("0") == 1  # of the axis
    assert Page(reliability_diagram("r", "before", Reliability((), 0.0))).find("svg")


@pytest.mark.parametrize(("labels", "numbered"), [(10, True), (51, False)])
def test_numbers_stand_in_cells_where_they_fit(labels: int, numbered: bool) -> None:
    names = (*(f"L{n}" for n in range(labels)), "nothing")
    counts = tuple(tuple(777 if row == column else 0 for column in range(len(names))) for row in range(len(names)))
    page = Page(confusion_map("map", Confusion(names, counts)))
    assert page.inside("text").count("777") == (len(names) if numbered else 0)
    assert all(page.inside("text").count(name) == 2 for name in names)


def test_mixups_leave_out_what_is_right_missed_or_spurious() -> None:
    found = mixups(Confusion(("A", "B", "nothing"), ((6, 1, 3), (4, 0, 0), (9, 9, 0))))
    assert [(each.gold, each.predicted, each.count, each.share) for each in found] == [
        ("B", "A", 4, 1.0),
        ("A", "B", 1, 0.1),
    ]
