"""Fits the scores and thresholds of a bundle to labelled texts."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import SettingsError
from app.extraction.bundles import open_bundle
from app.lifecycle.extras import training_extra
from app.lifecycle.measures.assess import fit_scores, measure, opened, tag_corpus
from app.lifecycle.measures.quantize import Quantized, quantize
from app.lifecycle.promotion.texts import read_split
from app.settings import Settings
from model.bundle import Bundle, seal

if TYPE_CHECKING:
    from training.evaluation.results import Calibration, Reliability

_REPORTS = ("report.html", "report.json", "classification_report.csv")


@dataclass(frozen=True, slots=True)
class Goal:
    """What thresholds are for: `precision` of each label, or without one the best F1 of all. `fixed` are not chosen."""

    precision: float | None = None
    fixed: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The new bundle, the fit of its scores, and the measurement of int8."""

    bundle: Bundle
    calibration: "Calibration"
    quantized: Quantized


def calibrate(
    settings: Settings,
    output: Path,
    data: Path,
    split: str | None = None,
    goal: Goal = Goal(),
    version: str | None = None,
) -> Calibrated:
    """Copies the bundle of the settings to `output` without its report, with int8, temperature and thresholds fitted.

    Raises SettingsError for a fixed threshold of an unknown label, CorpusError or ExportError.
    """
    source = open_bundle(settings)
    if unknown := sorted(set(goal.fixed) - set(source.manifest.labels)):
        raise SettingsError(f"threshold {unknown[0]}: expected one of {', '.join(source.manifest.labels)}")
    with training_extra():
        from training.corpora import short
        from training.folders import new_folder

        _, corpus = read_split(data, split)
        quantized = quantize(source, corpus)
        with opened(settings, quantized.bundle) as extractor:
            tagged = tag_corpus(extractor, corpus)
        manifest, calibration = fit_scores(quantized.bundle, corpus, tagged, goal.precision, goal.fixed)
        evaluation = measure(replace(source, manifest=manifest), settings.min_score, corpus, tagged)
        figures = {"data": short(Path(corpus.source)), "micro_f1": round(evaluation.micro.f1, 4)}
        figures |= reliability_figures(evaluation.reliability)
        update = {"version": version or manifest.version, "training": {**manifest.training, "calibration": figures}}
        with new_folder(output) as place:
            shutil.copytree(source.folder, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_REPORTS))
            bundle = seal(place, manifest.model_copy(update=update))
    return Calibrated(replace(bundle, folder=output), calibration, quantized)


def reliability_figures(found: "Reliability") -> dict[str, Any]:
    """Returns what the manifest says of how well the scores agree with the truth; the explorer draws it as a curve."""
    rows = [{"score": round(each.score, 3), "right": round(each.right, 3), "count": each.count} for each in found.bins]
    return {"error": round(found.ece, 4), "reliability": rows}
