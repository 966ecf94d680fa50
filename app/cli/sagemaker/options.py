"""Options that the commands for SageMaker share."""

from typing import Annotated

import typer

Region = Annotated[str | None, typer.Option(envvar="AWS_REGION", help="of bucket and service; AWS's own if left out")]
Image = Annotated[str, typer.Option(help="the service's image, or AWS's of TensorFlow Serving, in a registry")]
Role = Annotated[str, typer.Option(help="ARN of the role by which SageMaker reads bucket and image")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="print the requests, and send none")]
Wait = Annotated[bool, typer.Option("--wait", help="until it is done")]
InstanceType = Annotated[str, typer.Option(help="type of the machines")]
InstanceCount = Annotated[int, typer.Option(min=1, help="number of machines")]
