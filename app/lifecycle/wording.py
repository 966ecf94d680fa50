"""Results in words, for the command line and for the log of a training job, which SageMaker reads."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.lifecycle.measures.quantize import Quantized

if TYPE_CHECKING:
    from app.lifecycle.train import TrainResult
    from training.evaluation.results import Calibration


def training_lines(result: "TrainResult") -> Iterator[str]:
    """The figures of every split, of the calibration and of int8. SageMaker reads them as metrics."""
    for split, each in result.report.evaluations.items():
        micro, macro = each.micro, each.macro[2]
        figures = f"precision {micro.precision:.3f}, recall {micro.recall:.3f}, F1 {micro.f1:.3f}, macro {macro:.3f}"
        yield f"{split}: {figures}"
    if result.report.calibration:
        yield calibration_line(result.report.calibration)
    yield quantization_line(result.quantized)


def calibration_line(calibration: "Calibration") -> str:
    before, after = calibration.before.ece, calibration.after.ece
    return f"temperature {calibration.temperature}: expected calibration error {before:.3f} → {after:.3f}"


def quantization_line(quantized: Quantized) -> str:
    found = quantized.measured
    if found is None:
        if quantized.bundle.needs_tensorflow:
            return "int8 left out: this encoder runs on TensorFlow alone"
        return "int8 left out: this processor has no VNNI, so its int8 products saturate; nothing was measured"
    figures = (
        f"{found.agreement:.2%} of words have the reference's tag, F1 {found.f1_change:+.4f}, "
        f"{found.again:.0%} of word pieces in float32 as well; {found.int8_agreement:.2%} with int8 alone"
    )
    return f"int8: {figures}" if quantized.is_used else f"int8 refused, the bundle runs in float32: {figures}"
