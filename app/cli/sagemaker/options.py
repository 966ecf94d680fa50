"""Options that the commands for SageMaker share."""

from typing import Annotated

import typer

Region = Annotated[
    str | None, typer.Option(envvar="AWS_REGION", help="region of bucket and service; AWS's default if left out")
]
Image = Annotated[str, typer.Option(help="the service's image in a registry, or AWS's image of TensorFlow Serving")]
Role = Annotated[str, typer.Option(help="ARN of the role with which SageMaker reads bucket and image")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="print the requests without sending them")]
Wait = Annotated[bool, typer.Option("--wait", help="wait until it is done")]
InstanceType = Annotated[str, typer.Option(help="type of the machines")]
InstanceCount = Annotated[int, typer.Option(min=1, help="number of machines")]
