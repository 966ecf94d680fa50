"""The command that trains, here or as a job on SageMaker, and the one that fetches what a job made."""

from enum import StrEnum
from functools import partial as with_these
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.model_commands import Format
from app.cli.printing import out
from app.errors import SettingsError
from app.settings import read_settings

if TYPE_CHECKING:
    from app.lifecycle.sagemaker.launch import Launch

OnSageMaker = with_these(typer.Option, rich_help_panel="On SageMaker")


class _Scheme(StrEnum):
    IOB2 = "IOB2"
    IOBES = "IOBES"


class _Mixed(StrEnum):
    AUTO = "auto"
    OFF = "off"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"


def train(
    context: typer.Context,
    data: Annotated[str, typer.Argument(help="labelled texts: a folder with splits, or one file; or s3://…")],
    output: Annotated[Path, typer.Argument(help="new folder for the bundle; of a job: the folder of versions")],
    format: Format = None,  # noqa: A002
    partial: Annotated[
        list[str] | None,
        typer.Option(help="FILE or FILE=LABEL,LABEL: more texts, marked only with some labels; repeats"),
    ] = None,
    sample: Annotated[int, typer.Option(min=1, help="windows of each partial file in an epoch")] = 5000,
    encoder: Annotated[
        str, typer.Option(help="packaged-minilm, folder of a BERT checkpoint, or its Hugging Face id")
    ] = "packaged-minilm",
    name: str = "products",
    version: str = "0.1.0",
    epochs: Annotated[int, typer.Option(min=1)] = 8,
    batch_pieces: Annotated[int, typer.Option(min=16, help="word pieces in a batch, padding included")] = 1024,
    learning_rate: Annotated[float, typer.Option(min=0)] = 2e-4,
    dropout: Annotated[float, typer.Option(min=0, max=0.9)] = 0.1,
    window: Annotated[int, typer.Option(min=8, help="word pieces that the model sees at once")] = 128,
    overlap: Annotated[int, typer.Option(min=0, help="word pieces that neighbouring windows share")] = 32,
    scheme: Annotated[_Scheme, typer.Option(help="how tags mark spans")] = _Scheme.IOB2,
    balance: Annotated[float, typer.Option(min=0, max=1, help="how much more rare labels weigh; 0: not at all")] = 0.0,
    patience: Annotated[int, typer.Option(min=0, help="epochs without a better F1 before the end; 0: never")] = 3,
    lora_rank: Annotated[int, typer.Option(min=0, help="train adapters of this rank; 0: all weights")] = 0,
    mixed_precision: Annotated[_Mixed, typer.Option(help="auto: float16 where there is a GPU")] = _Mixed.AUTO,
    precision: Annotated[
        float | None, typer.Option(min=0, max=1, help="choose each label's threshold for this precision")
    ] = None,
    seed: int = 7,
    limit: Annotated[int | None, typer.Option(min=1, help="only so many training texts, drawn by the seed")] = None,
    compact: Annotated[bool, typer.Option(help="leave the SavedModel out: the form that is shipped")] = False,
    resume: Annotated[bool, typer.Option(help="go on with a training of this OUTPUT that was cut off")] = False,
    save_every: Annotated[float, typer.Option(min=0, help="seconds between two saved states")] = 120.0,
    checkpoints: Annotated[Path | None, typer.Option(help="folder of the saved state; else beside OUTPUT")] = None,
    sagemaker: Annotated[bool, OnSageMaker("--sagemaker", help="train there, with the same options")] = False,
    instance_type: Annotated[str, OnSageMaker(help="machine of the job")] = "ml.g5.xlarge",
    role: Annotated[str | None, OnSageMaker(envvar="SAGEMAKER_ROLE", help="ARN of the job's role")] = None,
    place: Annotated[str | None, OnSageMaker(help="s3://BUCKET/PREFIX for the job; beside DATA if left out")] = None,
    region: Annotated[str | None, OnSageMaker(help="AWS's own choice if left out")] = None,
    spot: Annotated[bool, OnSageMaker("--spot", help="spare machines, resumed when taken away")] = False,
    max_hours: Annotated[float, OnSageMaker(min=0.1, max=672, help="of training; spot waits as long again")] = 24.0,
    volume: Annotated[int, OnSageMaker(min=1, help="GB of the machine's disk")] = 50,
    image: Annotated[str | None, OnSageMaker(help="training image of your own, which brings the code")] = None,
    tag: Annotated[list[str] | None, OnSageMaker(help="NAME=VALUE on the job; repeats")] = None,
    check_role: Annotated[bool, OnSageMaker(help="ask IAM first what the role may do")] = True,
    wait: Annotated[bool, OnSageMaker("--wait", help="follow the job, then fetch its bundle into OUTPUT")] = False,
    dry_run: Annotated[bool, OnSageMaker("--dry-run", help="print the request, send nothing")] = False,
) -> None:
    """Fine-tune a model on labelled texts and write a bundle with its report; here, or as a job on SageMaker."""
    room = (window - 2) // 2
    if overlap > room:
        raise SettingsError(f"--overlap {overlap}: expected 0 to {room} for a window of {window} word pieces")
    if sagemaker:
        from app.lifecycle.sagemaker.launch import Launch

        job = Launch(
            name, data, encoder, tuple(partial or []), given(context), place, role, region, instance_type, spot,
            max_hours, volume, image, tuple(tag or []), check_role,
        )  # fmt: skip
        return _train_there(job, output, wait, dry_run)
    if data.startswith("s3://"):
        raise SettingsError(f"{data}: expected a file or folder of this machine; with --sagemaker it may be in S3")
    from model.windows import WindowSize

    recipe = {
        "epochs": epochs,
        "batch_pieces": batch_pieces,
        "learning_rate": learning_rate,
        "dropout": dropout,
        "seed": seed,
        "window": WindowSize(window, overlap),
        "scheme": scheme.value,
        "sample": sample,
        "lora_rank": lora_rank,
        "balance": balance,
        "patience": patience,
    }
    from app.extraction.engines import open_tagger
    from app.lifecycle.train import Job, train_model

    here = Job(
        Path(data), output, format, tuple(partial or []), encoder, name, version, recipe, mixed_precision.value,
        precision, limit, compact, resume, save_every, checkpoints,
    )  # fmt: skip
    train_model(here, read_settings(), open_tagger, out)


def given(context: typer.Context) -> dict[str, Any]:
    """The options of the training itself that were said; partial files and an encoder's folder are sent instead."""
    from app.lifecycle.sagemaker.data import hyperparameter_names

    names = hyperparameter_names(context.params["encoder"])
    return {
        name: value
        for name, value in context.params.items()
        if name in names and (source := context.get_parameter_source(name)) and source.name != "DEFAULT"
    }


def _train_there(job: "Launch", versions: Path, wait: bool, dry_run: bool) -> None:
    from app.lifecycle.sagemaker.launch import launch

    started = launch(job, out, dry_run)
    if started is None:
        return
    out.print(f"started {started}; `itemgraph fetch {started} {versions}` follows it", highlight=False, soft_wrap=True)
    if wait:
        fetch_bundle(started, versions, job.region)


def fetch_bundle(
    job: Annotated[str, typer.Argument(help="name of a training job on SageMaker")],
    versions: Annotated[Path, typer.Argument(help="folder of the versions")],
    region: Annotated[str | None, typer.Option(help="AWS's own choice if left out")] = None,
) -> None:
    """Follow a training job to its end, and add its bundle to the versions."""
    from app.lifecycle.sagemaker.fetch import fetch

    fetch(job, versions, region, out)
