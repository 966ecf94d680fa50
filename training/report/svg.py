"""Draws with matplotlib, as SVG that takes its colours and fonts from the page."""

import io
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.figure import Figure

# A colour in a drawing stands for a colour of the page's style sheet, so one drawing suits light and dark.
INK, FAINT, PAPER, ONE, TWO, THREE = "#000001", "#000002", "#000003", "#000004", "#000005", "#000006"
_COLORS = {
    INK: "currentColor",
    FAINT: "var(--faint)",
    PAPER: "var(--paper)",
    ONE: "var(--one)",
    TWO: "var(--two)",
    THREE: "var(--three)",
}
_STYLE: Mapping[Any, object] = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 9,
    "grid.color": FAINT,
    "grid.linewidth": 0.5,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,  # a label may hold a dollar sign
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
}
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_INCHES_TO_PIXELS = 96
# Parts that a browser does not need when the drawing is part of a page. Text never matches, because `<` is escaped.
_DROPPED = re.compile(
    r"<metadata>.*?</metadata>\s*|<!--.*?-->\s*|<defs>\s*<style.*?</style>\s*</defs>\s*",
    re.DOTALL,
)
_IN_TAGS = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"font-family: [^;\"]*;? ?"), ""),
    (re.compile(r"font: (\S+) [^;\"]*"), r"font-size: \1"),
    (re.compile(r' transform="rotate\(-0 [^"]*"'), ""),
    (re.compile(r"(\.\d\d)\d+"), r"\1"),
    (re.compile(r"xlink:href"), "href"),
    *((re.compile(sentinel), color) for sentinel, color in _COLORS.items()),
)


def draw(name: str, size: tuple[float, float], alt: str, paint: Callable[[Figure], None]) -> Markup:
    """Returns what `paint` draws on a figure of `size` inches, as an `svg` element. `alt` describes it in words.

    `name` must be unique in the page, because inner ids derive from it. Only one thread may call this function:
    matplotlib keeps its style in a global, which is restored at the end.
    """
    with mpl.rc_context(), warnings.catch_warnings():
        # The browser has the fonts. matplotlib only measures, and would warn about letters that its own font lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        mpl.rcdefaults()
        mpl.rcParams.update({**_STYLE, "svg.hashsalt": name})
        figure = Figure(figsize=size, layout="constrained")
        paint(figure)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata=_NO_METADATA)
    return _inline(file.getvalue(), size, alt)


def _inline(svg: str, size: tuple[float, float], alt: str) -> Markup:
    width, height = (round(side * 72, 3) for side in size)
    body = _DROPPED.sub("", svg[svg.index(">", svg.index("<svg")) + 1 :])
    used = set(re.findall(r"(?:url\(|href=\")#([\w-]+)", body))
    body = re.sub(r"<[^>]*>\s*", lambda tag: _tidy(tag[0].strip(), used), body)
    head = f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(alt)}"'
    return Markup(f'{head} style="--width:{size[0] * _INCHES_TO_PIXELS:g}px">{body}')  # noqa: S704


def _tidy(tag: str, used: set[str]) -> str:
    for pattern, instead in _IN_TAGS:
        tag = pattern.sub(instead, tag)
    return re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in used else "", tag)
