"""`itemgraph fetch`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.printing import say
from app.cli.progress import spinner
from app.cli.sagemaker.options import Region


def fetch(
    job: Annotated[str, typer.Argument(help="name of a training job on SageMaker")],
    versions: Annotated[Path, typer.Argument(help="folder of the versions")],
    region: Region = None,
) -> None:
    """Follow a training job until it ends, and add its bundle to the versions."""
    from app.lifecycle.sagemaker.fetch import fetch as fetch_bundle

    with spinner(job) as tell:
        found = fetch_bundle(job, versions, region, say, tell)
    if found.billed:
        say(f"{found.seconds or found.billed} s of training, {found.billed} s billed")
    say(f"{found.bundle.model} of {job} in {found.place}")
    say(f"itemgraph promote {found.place} --data … --versions {versions} serves it")
