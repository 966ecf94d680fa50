"""Draws the curves, bars and diagrams of a report."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from training.evaluation.results import Epoch, Reliability, Score
from training.report.svg import FAINT, INK, ONE, THREE, TWO, draw

_HALF = (4.5, 2.7)
_SQUARE = (4.5, 4.4)
_BARS: Mapping[str, tuple[str, Callable[[Score], float]]] = {
    "precision": (ONE, lambda score: score.precision),
    "recall": (TWO, lambda score: score.recall),
    "F1": (THREE, lambda score: score.f1),
}
_LABEL_WIDTH = 24


def best_epoch(epochs: Sequence[Epoch]) -> Epoch | None:
    """Returns the first epoch with the highest F1 on validation, the one that training chooses."""
    return max(epochs, key=lambda epoch: epoch.f1, default=None)


def short(label: str) -> str:
    """Shortens a label so that it fits next to an axis."""
    return label if len(label) <= _LABEL_WIDTH else label[: _LABEL_WIDTH - 1] + "…"


def learning_curve(name: str, title: str, epochs: Sequence[Epoch], value: Callable[[Epoch], float]) -> Markup:
    """Draws one figure by epoch, with the best epoch marked."""
    best = best_epoch(epochs)
    assert best is not None, "a curve needs an epoch"
    numbers, values = [epoch.number for epoch in epochs], [value(epoch) for epoch in epochs]

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        axes.plot(numbers, values, color=ONE, linewidth=1.8, marker="o", markersize=3.5)
        axes.axvline(best.number, color=INK, linewidth=0.8, linestyle=":")
        axes.plot([best.number], [value(best)], color=TWO, marker="D", markersize=8, linestyle="")
        axes.set_title(f"◆ best epoch: {best.number}, {value(best):.3f}", loc="left", fontsize=9)
        axes.set_xlabel("epoch")
        axes.set_ylabel(title)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.margins(y=0.12)
        axes.grid()

    span = f"from {values[0]:.3f} in epoch {numbers[0]} to {values[-1]:.3f} in epoch {numbers[-1]}"
    return draw(name, _HALF, f"{title} by epoch, {span}; {value(best):.3f} in the best, {best.number}", paint)


def label_bars(name: str, scores: Mapping[str, Score]) -> Markup:
    """Draws precision, recall and F1 of each label, with its support."""
    bar = 0.27

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        for place, (measure, (color, value)) in enumerate(_BARS.items()):
            heights = [row + (place - 1) * bar for row in range(len(scores))]
            axes.barh(heights, [value(each) for each in scores.values()], bar * 0.9, color=color, label=measure)
        axes.set_yticks(range(len(scores)), [short(label) for label in scores])
        axes.set_ylim(len(scores) - 0.4, -0.6)
        axes.set_xlim(0, 1)
        axes.tick_params(axis="y", length=0)
        for row, each in enumerate(scores.values()):
            axes.text(1.015, row, f"{each.f1:.2f}  ({each.expected:,})", va="center", fontsize=8)
        axes.text(1.015, -0.75, "F1  (support)", va="bottom", fontsize=8)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(_BARS), borderaxespad=0.2, handlelength=1)
        axes.grid(axis="x")

    order = sorted(scores, key=lambda label: scores[label].f1)
    ends = " to ".join(f"{label} {scores[label].f1:.2f}" for label in (*order[:1], *order[-1:]))
    alt = f"Precision, recall and F1 of {len(scores)} labels, F1 from {ends}; the table below has the numbers"
    return draw(name, (7.2, 0.8 + 0.4 * len(scores)), alt, paint)


def reliability_diagram(name: str, title: str, reliability: Reliability) -> Markup:
    """Draws how often spans of a score are right, above the number of spans with that score."""
    full = [each for each in reliability.bins if each.count]

    def paint(figure: Figure) -> None:
        shares, counts = figure.subplots(2, sharex=True, height_ratios=(3, 1.3))
        middles = [(each.low + each.high) / 2 for each in full]
        widths = [(each.high - each.low) * 0.9 for each in full]
        shares.plot([0, 1], [0, 1], color=INK, linestyle="--", linewidth=0.8)
        shares.bar(middles, [each.right for each in full], widths, color=ONE, alpha=0.45)
        shares.plot([each.score for each in full], [each.right for each in full], "o", color=TWO, markersize=4.5)
        shares.set(xlim=(0, 1), ylim=(0, 1.04), ylabel="share that is right")
        shares.grid(axis="y")
        counts.bar(middles, [each.count for each in full], widths, color=FAINT)
        counts.set(xlabel="score", ylabel="spans", ylim=(0, 1.9 * max([each.count for each in full], default=1)))
        counts.yaxis.set_major_locator(MaxNLocator(2, integer=True))
        _count(counts, [(middle, each.count) for middle, each in zip(middles, full, strict=True)])

    bins = ", ".join(f"{each.right:.2f} of {each.count} scored {each.low:g} to {each.high:g}" for each in full)
    alt = f"Reliability {title}, calibration error {reliability.ece:.3f}. Share that is right: {bins or 'no spans'}"
    return draw(name, _SQUARE, alt, paint)


def _count(axes: Axes, bars: Sequence[tuple[float, int]]) -> None:
    turn = 90 if max([count for _, count in bars], default=0) > 99 else 0
    for middle, count in bars:
        text = axes.annotate(f"{count:,}", (middle, count), (0, 2), textcoords="offset points")
        text.set(ha="center", va="bottom", fontsize=7, rotation=turn)
