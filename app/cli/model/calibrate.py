"""`itemgraph calibrate`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.cli.model.options import Split
from app.cli.printing import out, say
from app.settings import read_settings


def calibrate(
    bundle: Annotated[Path, typer.Argument(help="folder of the bundle")],
    output: Annotated[Path, typer.Argument(help="new folder for the calibrated bundle")],
    data: Annotated[Path, typer.Option(help="labelled texts that the model did not learn from")],
    split: Split = None,
    precision: Annotated[
        float | None, typer.Option(min=0, max=1, help="choose each label's threshold for this precision")
    ] = None,
    version: Annotated[str | None, typer.Option(help="version of the new bundle; the same if left out")] = None,
) -> None:
    """Fit a bundle's scores, and with --precision its thresholds, to labelled texts; no training."""
    from app.lifecycle.calibrate import calibrate as calibrate_bundle
    from app.lifecycle.wording import calibration_line, quantization_line

    done = calibrate_bundle(read_settings(model=bundle), output, data, split, precision, version)
    say(quantization_line(done.quantized))
    say(calibration_line(done.calibration))
    if done.calibration.thresholds:
        table = Table("label", "threshold", "precision", "recall")
        for label, threshold in done.calibration.thresholds.items():
            table.add_row(label, f"{threshold:.3f}", *(f"{value:.3f}" for value in done.calibration.reached[label]))
        out.print(table)
