"""`itemgraph train`: trains on this machine, or as a job on SageMaker."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.aws import is_in_s3
from app.cli.model.options import command_line
from app.cli.model.progress import training_bar
from app.cli.printing import out, print_parts, say, table
from app.errors import SettingsError
from app.settings import read_settings

if TYPE_CHECKING:
    from app.lifecycle.config import TrainConfig


def _print_settings(asked: bool) -> None:
    if not asked:
        return
    from app.lifecycle.config import config_fields

    rows = [(each.name, each.default, each.meaning) for each in config_fields()]
    print_parts([table(("setting", "default", "meaning"), rows)])
    raise typer.Exit


def train(
    data: Annotated[str, typer.Argument(help="labelled texts: a folder with splits, or one file; or s3://…")],
    output: Annotated[Path, typer.Argument(help="new folder for the bundle; for a job, the folder of versions")],
    config: Annotated[Path | None, typer.Option(help="file with settings, TOML or JSON")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE of any setting; repeats")] = None,
    settings: Annotated[  # noqa: ARG001 (its callback prints and ends)
        bool, typer.Option("--settings", help="print all settings and exit", is_eager=True, callback=_print_settings)
    ] = False,
    name: Annotated[str | None, typer.Option(help="name of the model")] = None,
    version: Annotated[str | None, typer.Option(help="version of the model")] = None,
    encoder: Annotated[
        str | None, typer.Option(help="packaged-minilm, folder of a BERT checkpoint or a bundle, or a Hugging Face id")
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="passes over the training texts")] = None,
    teacher: Annotated[
        list[Path] | None, typer.Option(help="bundle that labels the texts in place of people; repeats")
    ] = None,
    soft: Annotated[list[Path] | None, typer.Option(help="folder of soft labels to learn from; repeats")] = None,
    layers: Annotated[int | None, typer.Option(help="first layers of the encoder to keep")] = None,
    precision: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="choose each label's threshold so that this share of its spans is right"),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="continue a training that was interrupted")] = False,
    sagemaker: Annotated[bool, typer.Option("--sagemaker", help="train as a job on SageMaker")] = False,
    role: Annotated[str | None, typer.Option(envvar="SAGEMAKER_ROLE", help="ARN of the job's role")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="follow the job, then fetch its bundle")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="print the job's request, send nothing")] = False,
) -> None:
    """Fine-tune a model on labelled texts and write a bundle with its report, on this machine or on SageMaker.

    --settings lists all settings. --config reads them from a file, --set overrides the file, and the options override
    both.
    """
    from app.lifecycle.config import read_config

    said: dict[str, Any] = {
        "name": name,
        "version": version,
        "encoder": encoder,
        "epochs": epochs,
        "precision": precision,
    }
    said |= {"layers": layers, "teachers": _texts(teacher), "soft": _texts(soft)}
    read = read_config(config, set_ or [], {**said, "sagemaker.role": role})
    if sagemaker and (read.teachers or read.soft or read.unlabelled):
        raise SettingsError("--sagemaker: expected no teachers, soft labels or unlabelled texts; train here with them")
    if sagemaker:
        return _train_there(data, output, read, wait, dry_run)
    if is_in_s3(data):
        raise SettingsError(f"{data}: expected a file or folder of this machine; with --sagemaker it may be in S3")
    _train_here(Path(data), output, read, resume)


def _texts(paths: list[Path] | None) -> list[str] | None:
    return [str(path) for path in paths] if paths else None


def _train_here(data: Path, output: Path, config: "TrainConfig", resume: bool) -> None:
    from app.lifecycle.train import TrainingRun, spoken_progress
    from app.lifecycle.train import train as train_bundle
    from app.lifecycle.wording import training_lines

    with training_bar() as moving:
        run = TrainingRun(data, output, config, resume, command_line())
        result = train_bundle(run, read_settings(), spoken_progress(say, moving))
    for line in training_lines(result):
        say(line)
    say(f"{result.bundle.model} in {output}; its report.html says how good it is")


def _train_there(data: str, versions: Path, config: "TrainConfig", wait: bool, dry_run: bool) -> None:
    from app.cli.sagemaker.fetch import fetch
    from app.lifecycle.sagemaker.launch import Launch, launch

    request = launch(Launch(data, config), dry_run)
    if dry_run:
        return out.print_json(json.dumps(request))
    job = str(request["TrainingJobName"])
    say(f"started {job}; `itemgraph fetch {job} {versions}` follows it")
    if wait:
        fetch(job, versions, config.sagemaker.region)
