"""`itemgraph deploy`."""

from typing import Annotated

import typer

from app.cli.printing import print_json, say_aside
from app.cli.progress import spinner
from app.cli.sagemaker.options import DryRun, Image, InstanceCount, InstanceType, Region, Role, Wait


def deploy(
    model: Annotated[str, typer.Argument(help="s3://BUCKET/model.tar.gz: a model archive")],
    name: Annotated[str, typer.Option(help="name of the endpoint; an existing endpoint gets the new model")],
    image: Image,
    role: Role,
    instance_type: InstanceType = "ml.c5.xlarge",
    instance_count: InstanceCount = 1,
    serverless: Annotated[
        int | None, typer.Option(min=1024, max=6144, help="MiB of memory of an endpoint without instances, paid by use")
    ] = None,
    asynchronous: Annotated[
        str | None, typer.Option("--async", help="s3://BUCKET/PREFIX for the answers; a call may take an hour")
    ] = None,
    region: Region = None,
    waits: Wait = False,
    dry_run: DryRun = False,
) -> None:
    """Run a model on a SageMaker endpoint: real-time, --serverless or --async."""
    from app.lifecycle.sagemaker import deploy as endpoint

    deployment = endpoint.Deployment(
        model, name, image, role, instance_type, instance_count, serverless, asynchronous
    )  # fmt: skip
    if dry_run:
        deployment.check()
        return print_json(deployment.requests(f"{name}-TIME", f"{name}-TIME"))
    made = endpoint.deploy(deployment, region)
    say_aside(f"endpoint {name}: model and configuration {made}")
    if waits:
        with spinner(f"endpoint {name}") as tell:
            endpoint.wait(name, region, tell)
    say_aside(f"TAGGER_URL=sagemaker://{name} lets a service use it")
