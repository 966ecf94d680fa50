"""Trains a bundle from labelled texts, and writes its report."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import SettingsError
from app.lifecycle.distil import soften
from app.lifecycle.extras import load_keras, training_extra
from app.lifecycle.measures.assess import fit_scores, measure, opened, tag_corpus
from app.lifecycle.measures.cards import split_card
from app.lifecycle.measures.quantize import Quantized, quantize
from app.settings import Settings
from model.bundle import Bundle, Manifest, seal

if TYPE_CHECKING:
    from training.config import TrainConfig
    from training.evaluation.results import ModelReport
    from training.learning.plan import TrainingPlan
    from training.learning.progress import Bar, Progress
    from training.learning.train import Trained
    from training.network.encoders import Encoder


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """The input of `train`: the labelled texts, the folder of the new bundle, and the configuration.

    `resume` continues a training that was interrupted. `command` is the command line that the report shows.
    """

    data: Path
    output: Path
    config: "TrainConfig"
    resume: bool = False
    command: str = ""

    @property
    def soft(self) -> Path:
        """The folder of what teachers have labelled, so that a resumed training does not ask them again."""
        return self.state.with_name(f"{self.state.name}-soft")

    @property
    def state(self) -> Path:
        """The folder of the checkpoints."""
        if self.config.checkpoints:
            return Path(self.config.checkpoints)
        return self.output.parent / f".{self.output.name}.training"


@dataclass(frozen=True, slots=True)
class TrainResult:
    """The finished bundle, its report, and the measurement of int8."""

    bundle: Bundle
    report: "ModelReport"
    quantized: Quantized


def train(run: TrainingRun, settings: Settings, progress: "Progress") -> TrainResult:
    """Trains, calibrates, writes the report, and moves the finished bundle to its place.

    Checks data, encoder and configuration before TensorFlow is loaded. Raises SettingsError, CorpusError, EncoderError
    or TrainingError. Raises Interrupted after a signal, with the state saved.
    """
    if run.output.exists():
        raise SettingsError(f"{run.output} exists already; expected a new folder for the bundle")
    with training_extra():
        plan, encoder = _read(run, progress)
        plan = _taught(run, plan, settings)
        return _train(run, plan, encoder, settings, progress)


def _read(run: TrainingRun, progress: "Progress") -> tuple["TrainingPlan", "Encoder"]:
    from training.learning.plan import check_plan, check_window, plan_training
    from training.network.starts import load_start

    plan = plan_training(run.data, run.config)
    check_plan(plan)
    progress.read(plan)
    encoder = load_start(run.config.encoder, run.config.layers)
    check_window(plan, encoder)
    return plan, encoder


def _taught(run: TrainingRun, plan: "TrainingPlan", settings: Settings) -> "TrainingPlan":
    """Lets the teachers, if there are any, label the training texts."""
    config = run.config
    if not config.teachers:
        return plan
    teachers = [Path(each) for each in config.teachers]
    taught = soften(settings, teachers, plan.texts_to_teach(), plan.labels, config.scheme, run.soft)
    return replace(plan, taught=taught)


def _train(
    run: TrainingRun, plan: "TrainingPlan", encoder: "Encoder", settings: Settings, progress: "Progress"
) -> TrainResult:
    load_keras()
    from training.folders import new_folder
    from training.learning.run import bundle_of, train_network
    from training.report import write_report

    trained = train_network(plan, encoder, run.state, progress, run.resume)
    with new_folder(run.output) as place:
        quantized = quantize(bundle_of(plan, encoder, trained, place), plan.split("validation"))
        manifest, report = _assess(run, plan, trained, quantized.bundle, settings)
        write_report(place, report)
        bundle = seal(place, manifest)
    shutil.rmtree(run.state)
    shutil.rmtree(run.soft, ignore_errors=True)
    return TrainResult(replace(bundle, folder=run.output), report, quantized)


def _assess(
    run: TrainingRun, plan: "TrainingPlan", trained: "Trained", bundle: Bundle, settings: Settings
) -> tuple[Manifest, "ModelReport"]:
    """The manifest with calibrated scores, and the report, both measured with the engine that serves."""
    from training.evaluation.results import ModelReport
    from training.learning.run import parameters_of

    splits = {name: each for name, each in plan.dataset.splits.items() if name in ("validation", "test")}
    with opened(settings, bundle) as extractor:
        tagged = {name: tag_corpus(extractor, corpus) for name, corpus in splits.items()}
    manifest, calibration = fit_scores(bundle, splits["validation"], tagged["validation"], run.config.precision)
    final = replace(bundle, manifest=manifest)
    return manifest, ModelReport(
        model=bundle.model,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=run.command,
        parameters=parameters_of(plan, trained),
        splits=[
            *(split_card(name, each) for name, each in plan.dataset.splits.items()),
            *(split_card("train, partly marked", each.corpus) for each in plan.partial),
        ],
        epochs=trained.epochs,
        evaluations={name: measure(final, settings.min_score, splits[name], each) for name, each in tagged.items()},
        calibration=calibration,
    )


def spoken_progress(say: Callable[[str], None], bar: "Bar | None" = None) -> "Progress":
    """Returns a progress that says its events in lines, and moves the bar."""
    with training_extra():
        from training.learning.progress import SpokenProgress

        return SpokenProgress(say, bar)
