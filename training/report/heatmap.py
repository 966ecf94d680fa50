"""Draws the confusion matrix, and lists its most frequent confusions."""

from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from training.evaluation.results import Confusion
from training.report.figures import short
from training.report.svg import FAINT, INK, ONE, PAPER, draw

# Inches: all cells together, the smallest and the largest cell, the smallest drawing, the width of a digit.
_CELLS_SIDE = 8.0
_CELL_SIDES = (0.17, 0.42)
_MIN_SIDE = 2.5
_FONT_POINTS = 7
_DIGIT_WIDTH = 0.65 * _FONT_POINTS / 72
# The share above which a cell is dark and its number light.
_DARK_SHARE = 0.55


@dataclass(frozen=True, slots=True)
class Mixup:
    """How often `gold` was taken for `predicted`. `share` is the share of all spans with the label `gold`."""

    gold: str
    predicted: str
    count: int
    share: float


def mixups(confusion: Confusion) -> list[Mixup]:
    """Returns the labels that were taken for others, the most frequent first, without missed and spurious spans."""
    nothing = confusion.names[-1:]
    found = [
        Mixup(gold, predicted, count, count / sum(row))
        for gold, row in zip(confusion.names, confusion.counts, strict=True)
        for predicted, count in zip(confusion.names, row, strict=True)
        if count and gold != predicted and gold not in nothing and predicted not in nothing
    ]
    return sorted(found, key=lambda each: -each.count)


def confusion_map(name: str, confusion: Confusion) -> Markup:
    """Draws the matrix: gold in rows, predicted in columns. The colour is the share of the row.

    Cells show their numbers if all numbers fit.
    """
    width = len(confusion.names)
    cell = min(max(_CELLS_SIDE / max(width, 1), _CELL_SIDES[0]), _CELL_SIDES[1])
    names = [short(label) for label in confusion.names]
    digits = max((len(str(count)) for row in confusion.counts for count in row), default=1)
    numbered = digits * _DIGIT_WIDTH <= cell * 0.95
    margin = 0.7 + max(map(len, names), default=0) * 0.085

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        axes.set(xlim=(0, width), ylim=(width, 0), aspect="equal", ylabel="gold", xlabel="predicted")
        axes.spines[:].set_visible(False)
        axes.hlines(range(width + 1), 0, width, color=FAINT, linewidth=0.4)
        axes.vlines(range(width + 1), 0, width, color=FAINT, linewidth=0.4)
        for row, counts in enumerate(confusion.counts):
            for column, count in enumerate(counts):
                if count:
                    _cell(axes, row, column, count / sum(counts), str(count) if numbered else "")
        middles = [place + 0.5 for place in range(width)]
        size = _FONT_POINTS if cell < 0.3 else 8
        axes.set_yticks(middles, names, fontsize=size)
        axes.set_xticks(middles, names, fontsize=size, rotation=90)
        axes.xaxis.set_ticks_position("top")
        axes.xaxis.set_label_position("top")
        axes.tick_params(length=0)

    most_frequent = "; ".join(f"{m.gold} taken for {m.predicted} {m.count} times" for m in mixups(confusion)[:5])
    side = max(cell * width + margin, _MIN_SIDE)
    return draw(name, (side, side), f"Confusion matrix. Most frequent: {most_frequent or 'no confusion'}", paint)


def _cell(axes: Axes, row: int, column: int, share: float, number: str) -> None:
    shade = round(0.08 + 0.92 * share, 2)
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=ONE, alpha=shade, linewidth=0, clip_on=False))
    color = PAPER if share > _DARK_SHARE else INK
    if number:
        axes.text(column + 0.5, row + 0.5, number, color=color, ha="center", va="center", fontsize=_FONT_POINTS)
