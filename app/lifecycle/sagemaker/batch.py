"""`itemgraph batch`: all files of a place in S3, read by SageMaker's batch transform."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from app.aws import S3Place, aws_client, aws_errors
from app.errors import ServiceError
from app.lifecycle.sagemaker.deploy import model_request
from app.lifecycle.sagemaker.names import check_name, check_role, named_now, wait

_LINES = "application/jsonlines"


@dataclass(frozen=True, slots=True)
class Batch:
    """What to read, by which model. `payload`: MB of lines in a call; `concurrent`: calls of an instance at once."""

    source: str
    target: str
    archive: str
    name: str
    image: str
    role: str
    instance_type: str
    instance_count: int
    payload: int
    concurrent: int

    def check(self) -> None:
        """Raises SettingsError that names the option."""
        S3Place.parse(self.source, "SOURCE")
        S3Place.parse(self.target, "TARGET")
        S3Place.parse(self.archive, "--model")
        check_name(self.name)
        check_role(self.role)

    def requests(self, name: str) -> dict[str, dict[str, Any]]:
        """The calls of SageMaker's API, by operation."""
        return {
            "CreateModel": model_request(name, self.image, self.archive, self.role),
            "CreateTransformJob": {
                "TransformJobName": name,
                "ModelName": name,
                # As many whole lines in a call as the payload takes, and the answers put together in their order.
                "BatchStrategy": "MultiRecord",
                "MaxPayloadInMB": self.payload,
                "MaxConcurrentTransforms": self.concurrent,
                "ModelClientConfig": {"InvocationsTimeoutInSeconds": 3600, "InvocationsMaxRetries": 3},
                "TransformInput": {
                    "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": self.source}},
                    "ContentType": _LINES,
                    "SplitType": "Line",
                },
                "TransformOutput": {"S3OutputPath": self.target, "Accept": _LINES, "AssembleWith": "Line"},
                "TransformResources": {"InstanceType": self.instance_type, "InstanceCount": self.instance_count},
            },
        }


def transform(batch: Batch, region: str | None, waits: bool, out: Console) -> None:
    """Starts the job; `waits` until it has ended. Raises ServiceError with SageMaker's reason when it fails."""
    batch.check()
    name = named_now(batch.name)
    requests = batch.requests(name)
    with aws_errors(), closing(aws_client("sagemaker", region)) as api, closing(aws_client("s3", region)) as s3:
        source, target = S3Place.parse(batch.source, "SOURCE"), S3Place.parse(batch.target, "TARGET")
        if not any(source.keys(s3)):
            raise ServiceError(f"{batch.source}: nothing there; expected files of JSON Lines")
        api.create_model(**requests["CreateModel"])
        api.create_transform_job(**requests["CreateTransformJob"])
        out.print(f"transform job {name}", highlight=False)
        if not waits:
            return
        job = f"transform job {name}"
        wait(
            job, lambda: dict(api.describe_transform_job(TransformJobName=name)), "TransformJobStatus", "Completed", out
        )
        made = [key for key in target.keys(s3) if key.endswith(".out")]
    out.print(
        f"{len(made)} files in {target}; `itemgraph bulk-load … --items {batch.target}` takes them into Neptune",
        highlight=False,
        soft_wrap=True,
    )
