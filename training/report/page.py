"""Writes the report as one HTML page."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from training.evaluation.results import Calibration, Evaluation, ModelReport
from training.report.excerpts import KINDS, ShownError, show
from training.report.figures import best_epoch, label_bars, learning_curve, reliability_diagram
from training.report.heatmap import confusion_map, mixups
from training.report.selection import to_study, worst

_SHOWN_ERRORS = 100
_SHOWN_MIXUPS = 15
_MATCHES = {
    "strict": "boundaries and label are right",
    "exact": "boundaries are right, whatever the label",
    "partial": "spans overlap, whatever the label; wrong boundaries count half",
    "type": "spans overlap and the label is right",
}


def report_to_html(report: ModelReport) -> str:
    """Writes a self-contained page: style, drawings and script are inside, and its policy forbids every request."""
    script = _asset("filters.js")
    study = to_study(report)
    scored = {name: each for name, each in report.evaluations.items() if each.scores}
    shown = [show(error) for error in worst(study, _SHOWN_ERRORS)] if study else []
    environment = Environment(
        loader=PackageLoader(__package__, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = _figure
    page = environment.get_template("template.html").render(
        report=report,
        style=_asset("style.css"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        best=best_epoch(report.epochs),
        curves=_curves(report),
        bars={name: label_bars(f"bars-{name}", each.scores) for name, each in scored.items()},
        maps={name: confusion_map(f"map-{name}", each.confusion) for name, each in scored.items()},
        mixups={name: mixups(each.confusion)[:_SHOWN_MIXUPS] for name, each in scored.items()},
        boundaries={name: _boundary_kinds(each) for name, each in report.evaluations.items()},
        matches=_MATCHES,
        diagrams=_diagrams(report),
        study=study,
        study_name=next((name for name, each in report.evaluations.items() if each is study), ""),
        shown=shown,
        kinds=KINDS,
        kind_counts=_counts(each.error.kind for each in shown),
        label_counts=_label_counts(shown),
        labels=sorted({label for split in report.splits for label in split.spans}),
    )
    return str(page)


def _asset(name: str) -> Markup:
    return Markup(files(__package__).joinpath(name).read_text("utf-8"))  # noqa: S704 - our own files


def _figure(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def _curves(report: ModelReport) -> list[Markup]:
    if not report.epochs:
        return []
    return [
        learning_curve("loss", "loss", report.epochs, lambda epoch: epoch.loss),
        learning_curve("f1", "validation F1", report.epochs, lambda epoch: epoch.f1),
    ]


def _diagrams(report: ModelReport) -> dict[str, Markup]:
    """Draws the reliability before and after calibration, then that of each evaluation. Repetitions are left out."""
    calibration: Calibration | None = report.calibration
    named = {} if calibration is None else {"before": calibration.before, "after": calibration.after}
    titles = {"before": "before temperature", "after": "after temperature"}
    for name, each in report.evaluations.items():
        if each.reliability not in named.values():
            named[name] = each.reliability
            titles[name] = f"on {name}"
    return {
        titles[name]: reliability_diagram(f"reliability-{name}", titles[name], each)
        for name, each in named.items()
        if any(one.count for one in each.bins)
    }


def _boundary_kinds(evaluation: Evaluation) -> list[str]:
    return list(dict.fromkeys(kind for counts in evaluation.boundaries.values() for kind in counts))


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())


def _label_counts(shown: Iterable[ShownError]) -> dict[str, int]:
    return dict(sorted(Counter(label for each in shown for label in each.labels).items()))
