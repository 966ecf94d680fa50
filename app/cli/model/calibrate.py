"""`itemgraph calibrate`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli.model.options import Split
from app.cli.options import AsJson
from app.cli.printing import print_json, print_parts, say, table
from app.errors import SettingsError
from app.settings import read_settings


def calibrate(
    bundle: Annotated[Path, typer.Argument(help="folder of the bundle")],
    output: Annotated[Path, typer.Argument(help="new folder for the calibrated bundle")],
    data: Annotated[Path, typer.Option(help="labelled texts that the model was not trained on")],
    split: Split = None,
    precision: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, help="choose each label's threshold for this precision; else for the best F1 of all"
        ),
    ] = None,
    threshold: Annotated[
        list[str] | None, typer.Option(help="LABEL=SCORE: set a threshold instead of choosing it; repeats")
    ] = None,
    version: Annotated[str | None, typer.Option(help="version of the new bundle; the same if left out")] = None,
    as_json: AsJson = False,
) -> None:
    """Fit a bundle's scores and thresholds to labelled texts, without training."""
    from app.lifecycle.measures.calibrate import Goal
    from app.lifecycle.measures.calibrate import calibrate as calibrate_bundle
    from app.lifecycle.wording import calibration_line, quantization_line

    goal = Goal(precision, dict(map(_threshold, threshold or [])))
    done = calibrate_bundle(read_settings(model=bundle), output, data, split, goal, version)
    if as_json:
        return print_json({"model": done.bundle.model, **asdict(done.calibration)})
    say(quantization_line(done.quantized))
    say(calibration_line(done.calibration))
    reached = done.calibration.reached
    rows = [
        (label, f"{threshold:.3f}", *(f"{value:.3f}" for value in reached[label]))
        for label, threshold in done.calibration.thresholds.items()
    ]
    if rows:
        print_parts([table(("label", "threshold", "precision", "recall"), rows)])


def _threshold(said: str) -> tuple[str, float]:
    label, _, score = said.rpartition("=")
    try:
        found = float(score)
    except ValueError:
        found = -1.0
    if not label or not 0 <= found <= 1:
        raise SettingsError(f"--threshold {said}: expected LABEL=SCORE with a score from 0 to 1")
    return label, found
