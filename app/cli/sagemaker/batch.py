"""`itemgraph batch`."""

from typing import Annotated

import typer

from app.cli.printing import print_json, say_aside
from app.cli.progress import spinner
from app.cli.sagemaker.options import DryRun, Image, InstanceCount, InstanceType, Region, Role, Wait
from app.errors import SettingsError


def batch(
    source: Annotated[str, typer.Argument(help="s3://BUCKET/PREFIX of files of JSON Lines")],
    target: Annotated[str, typer.Argument(help="s3://BUCKET/PREFIX for the answers: FILE.out for each FILE")],
    model: Annotated[str, typer.Option(help="s3://BUCKET/model.tar.gz: a model archive")],
    image: Image,
    role: Role,
    name: Annotated[str, typer.Option(help="beginning of the job's name")] = "itemgraph-batch",
    instance_type: InstanceType = "ml.c5.xlarge",
    instance_count: InstanceCount = 1,
    payload: Annotated[int, typer.Option(min=1, max=100, help="MB of lines in a call")] = 1,
    concurrent: Annotated[int, typer.Option(min=1, help="calls that an instance handles at once")] = 2,
    region: Region = None,
    waits: Wait = False,
    dry_run: DryRun = False,
) -> None:
    """Read all files under an S3 prefix in a SageMaker batch transform. It answers every line with a line, in order."""
    from app.lifecycle.sagemaker import batch as transform

    job = transform.Batch(
        source, target, model, name, image, role, instance_type, instance_count, payload, concurrent
    )  # fmt: skip
    if payload * concurrent > 100:
        raise SettingsError(f"--payload {payload} --concurrent {concurrent}: expected a product of at most 100 MB")
    if dry_run:
        job.check()
        return print_json(job.requests(f"{name}-TIME"))
    started = transform.start(job, region)
    say_aside(f"transform job {started}")
    if waits:
        with spinner(f"transform job {started}") as tell:
            made = transform.wait(job, started, region, tell)
        say_aside(f"{len(made)} files in {target}; `itemgraph bulk-load … --items {target}` loads them into Neptune")
