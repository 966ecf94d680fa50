"""`itemgraph train`: from labelled texts to a bundle with its report."""

import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from app.errors import SettingsError
from app.extraction.extractor import Extractor
from app.lifecycle.assess import OpenTagger, calibrated, measure, read_texts, with_quantization
from app.lifecycle.cards import command_line, say_faults, split_card
from app.lifecycle.extras import training_extra
from app.settings import Settings
from model.bundle import Bundle, Manifest, seal

if TYPE_CHECKING:
    from training.corpora import Dataset
    from training.evaluation.results import Report
    from training.learning.plan import Plan
    from training.learning.train import Trained


@dataclass(frozen=True, slots=True)
class Job:
    """One call of the command.

    `partial` are `FILE` or `FILE=LABEL,LABEL`; `recipe` are fields of `training.learning.train.Recipe`; `precision`
    is what the thresholds aim at; `limit` draws so many training texts; `checkpoints` is the folder of the state, by
    default beside `output`.
    """

    data: Path
    output: Path
    format: str | None
    partial: tuple[str, ...]
    encoder: str
    name: str
    version: str
    recipe: Mapping[str, Any]
    mixed_precision: str
    precision: float | None
    limit: int | None
    compact: bool
    resume: bool
    save_every: float
    checkpoints: Path | None = None


def train_model(job: Job, settings: Settings, open_tagger: OpenTagger, out: Console) -> None:
    """Trains, calibrates, writes the report, and moves the finished bundle to `job.output`."""
    if job.output.exists():
        raise SettingsError(f"{job.output} exists already; expected a new folder for the bundle")
    work = job.checkpoints or job.output.parent / f".{job.output.name}.training"
    with training_extra():
        from training.export import new_folder
        from training.learning.plan import bundle_of, check, train_network
        from training.learning.progress import ConsoleProgress
        from training.report import write_report

        plan = _plan(job)
        for corpus in [*plan.dataset.splits.values(), *(each.corpus for each in plan.partial)]:
            say_faults(corpus, out)
        check(plan, job.name, job.version)
        for each in plan.partial:
            for label, count in each.unknown(plan.labels).items():
                line = f"{each.corpus.source}: {label}, {count:,} spans: a label that {job.data} does not have"
                out.print(f"left out: {line}", highlight=False, markup=False, soft_wrap=True)
        with ConsoleProgress(out) as progress:
            encoder, trained = train_network(plan, work, progress, job.resume, job.save_every)
        with new_folder(job.output) as place:
            bundle = bundle_of(plan, encoder, trained, place, job.name, job.version, job.compact)
            bundle, said = with_quantization(bundle, plan.split("validation"))
            manifest, report = _assess(job, plan, trained, bundle, settings, open_tagger)
            write_report(place, report)
            seal(place, manifest)
        shutil.rmtree(work)
    _say_report(report, out)
    out.print(said, highlight=False, soft_wrap=True)
    out.print(f"{bundle.model} in {job.output}; its report.html says how good it is", highlight=False)


def _plan(job: Job) -> "Plan":
    from training.corpora import labels_of, read_corpus, read_dataset
    from training.learning.plan import Partial, Plan
    from training.learning.train import Recipe, mixed_policy

    partial = []
    for each in job.partial:
        path, _, labels = each.partition("=")
        corpus = read_corpus(Path(path))
        marked = tuple(labels.split(",")) if labels else tuple(labels_of(corpus.examples))
        partial.append(Partial(corpus, marked))
    recipe = Recipe(**job.recipe, mixed_precision=mixed_policy(job.mixed_precision))
    dataset = read_dataset(job.data, job.format)
    if job.limit:
        dataset = _draw(dataset, job.limit, recipe.seed)
    return Plan(dataset, tuple(partial), job.encoder, recipe)


def _draw(dataset: "Dataset", limit: int, seed: int) -> "Dataset":
    """The data set with `limit` training texts."""
    corpus = dataset.splits["train"]
    drawn = random.Random(seed).sample(corpus.examples, min(limit, len(corpus.examples)))  # noqa: S311
    return replace(dataset, splits={**dataset.splits, "train": replace(corpus, examples=tuple(drawn))})


def _assess(
    job: Job, plan: "Plan", trained: "Trained", bundle: Bundle, settings: Settings, open_tagger: OpenTagger
) -> tuple[Manifest, "Report"]:
    """The manifest with calibrated scores, and the report, both by the engine that serves."""
    from training.evaluation.results import Report
    from training.learning.plan import parameters_of

    tagger = open_tagger(settings, bundle)
    manifest, calibration, found = calibrated(bundle, tagger, plan.split("validation"), job.precision)
    read = {"validation": found}
    extractor = Extractor(Bundle(bundle.folder, manifest, bundle.digest), tagger, settings.min_score)
    if test := plan.dataset.splits.get("test"):
        read["test"] = read_texts(extractor, [each.text for each in test.examples])
    evaluations = {split: measure(extractor, plan.dataset.splits[split], *each) for split, each in read.items()}
    tagger.close()
    report = Report(
        model=bundle.model,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=command_line(),
        parameters=parameters_of(plan),
        splits=[
            *(split_card(name, each) for name, each in plan.dataset.splits.items()),
            *(split_card("train, partly marked", each.corpus) for each in plan.partial),
        ],
        epochs=trained.epochs,
        evaluations=evaluations,
        calibration=calibration,
    )
    return manifest, report


def _say_report(report: "Report", out: Console) -> None:
    for split, each in report.evaluations.items():
        micro = each.micro
        line = (
            f"precision {micro.precision:.3f}, recall {micro.recall:.3f}, F1 {micro.f1:.3f}, macro {each.macro[2]:.3f}"
        )
        out.print(f"{split}: {line}", highlight=False)
    if report.calibration:
        before, after = report.calibration.before.ece, report.calibration.after.ece
        line = f"expected calibration error {before:.3f} → {after:.3f}"
        out.print(f"temperature {report.calibration.temperature}: {line}", highlight=False)
