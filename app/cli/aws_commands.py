"""The commands for AWS: SageMaker's endpoints and batch transform. Each has a module of its own."""

from typing import Annotated

import typer

from app.cli.printing import err, print_json
from app.errors import SettingsError

Region = Annotated[str | None, typer.Option(envvar="AWS_REGION", help="of bucket and service; AWS's own if left out")]
Image = Annotated[str, typer.Option(help="the service's image, or AWS's of TensorFlow Serving, in a registry")]
Role = Annotated[str, typer.Option(help="ARN of the role by which SageMaker reads bucket and image")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="print the requests, and send none")]
Wait = Annotated[bool, typer.Option("--wait", help="until it is done")]


def deploy(
    model: Annotated[str, typer.Argument(help="s3://BUCKET/model.tar.gz: a model archive")],
    name: Annotated[str, typer.Option(help="of the endpoint; one that exists gets the new model")],
    image: Image,
    role: Role,
    sagemaker: Annotated[bool, typer.Option("--sagemaker", help="where to: the one place there is")] = False,
    instance_type: str = "ml.c5.xlarge",
    instance_count: Annotated[int, typer.Option(min=1)] = 1,
    serverless: Annotated[
        int | None, typer.Option(min=1024, max=6144, help="MiB of memory: no instances, paid by use")
    ] = None,
    asynchronous: Annotated[
        str | None, typer.Option("--async", help="s3://BUCKET/PREFIX for answers of up to an hour's work")
    ] = None,
    region: Region = None,
    waits: Wait = False,
    dry_run: DryRun = False,
) -> None:
    """Run a model on a SageMaker endpoint: real-time, --serverless or --async."""
    from app.lifecycle.sagemaker.deploy import Deployment, deploy_model

    if not sagemaker:
        raise SettingsError("expected --sagemaker, the one place to deploy to")
    deployment = Deployment(model, name, image, role, instance_type, instance_count, serverless, asynchronous)
    if dry_run:
        deployment.check()
        return print_json(deployment.requests(f"{name}-TIME", f"{name}-TIME"))
    deploy_model(deployment, region, waits, err)


def batch(
    source: Annotated[str, typer.Argument(help="s3://BUCKET/PREFIX of files of JSON Lines")],
    target: Annotated[str, typer.Argument(help="s3://BUCKET/PREFIX for a file.out of each file")],
    model: Annotated[str, typer.Option(help="s3://BUCKET/model.tar.gz: a model archive")],
    image: Image,
    role: Role,
    name: Annotated[str, typer.Option(help="beginning of the job's name")] = "itemgraph-batch",
    instance_type: str = "ml.c5.xlarge",
    instance_count: Annotated[int, typer.Option(min=1)] = 1,
    payload: Annotated[int, typer.Option(min=1, max=100, help="MB of lines in a call")] = 1,
    concurrent: Annotated[int, typer.Option(min=1, help="calls of an instance at the same time")] = 2,
    region: Region = None,
    waits: Wait = False,
    dry_run: DryRun = False,
) -> None:
    """Read all files of a place in S3 by SageMaker's batch transform; a line of each line, in order."""
    from app.lifecycle.sagemaker.batch import Batch, transform

    job = Batch(
        source, target, model, name, image, role, instance_type, instance_count, payload, concurrent
    )  # fmt: skip
    if payload * concurrent > 100:
        raise SettingsError(f"--payload {payload} --concurrent {concurrent}: expected a product of at most 100 MB")
    if dry_run:
        job.check()
        return print_json(job.requests(f"{name}-TIME"))
    transform(job, region, waits, err)
