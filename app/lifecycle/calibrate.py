"""`itemgraph calibrate`: scores and thresholds of a bundle fitted anew."""

import shutil
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.extraction.bundles import open_bundle
from app.extraction.extractor import Extractor
from app.lifecycle.assess import OpenTagger, calibrated, measure, with_quantization
from app.lifecycle.evaluate import read_split
from app.lifecycle.extras import training_extra
from app.settings import Settings
from model.bundle import Bundle, seal

_REPORTS = ("report.html", "report.json", "classification_report.csv")


def calibrate_bundle(
    settings: Settings,
    open_tagger: OpenTagger,
    output: Path,
    data: Path,
    split: str,
    precision: float | None,
    version: str | None,
    out: Console,
) -> None:
    """Copies the bundle to `output`, without its report; int8, temperature and thresholds are fitted on the texts."""
    bundle = open_bundle(settings)
    with training_extra():
        from training.corpora import short
        from training.export import new_folder

        corpus = read_split(data, split, None)
        bundle, said = with_quantization(bundle, corpus)
        tagger = open_tagger(settings, bundle)
        manifest, fit, found = calibrated(bundle, tagger, corpus, precision)
        with new_folder(output) as place:
            shutil.copytree(bundle.folder, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_REPORTS))
            evaluation = measure(Extractor(Bundle(place, manifest, ""), tagger), corpus, *found)
            figures = {"data": short(Path(corpus.source)), "micro_f1": round(evaluation.micro.f1, 4)}
            update = {"version": version or manifest.version, "training": {**manifest.training, "calibration": figures}}
            seal(place, manifest.model_copy(update=update))
        tagger.close()
    out.print(said, highlight=False, soft_wrap=True)
    line = f"expected calibration error {fit.before.ece:.3f} → {fit.after.ece:.3f}"
    out.print(f"temperature {fit.temperature}: {line}", highlight=False)
    if fit.thresholds:
        table = Table("label", "threshold", "precision", "recall")
        for label, threshold in fit.thresholds.items():
            table.add_row(label, f"{threshold:.3f}", *(f"{value:.3f}" for value in fit.reached[label]))
        out.print(table)
