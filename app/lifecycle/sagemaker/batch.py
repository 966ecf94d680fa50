"""Reads all files of a place in S3 with SageMaker's batch transform."""

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.aws import S3Place, aws_client, aws_errors
from app.errors import ServiceError
from app.lifecycle.sagemaker.deploy import model_request
from app.lifecycle.sagemaker.names import check_name, check_role, named_now
from app.lifecycle.sagemaker.waiting import Tell, wait_for

_LINES = "application/jsonlines"


@dataclass(frozen=True, slots=True)
class Batch:
    """A transform job: the files to read, and the model that reads them.

    `payload` is the size of a call in MB, and `concurrent` the number of calls that an instance handles at once.
    """

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
        """Raises SettingsError with the name of the wrong option."""
        S3Place.parse(self.source, "SOURCE")
        S3Place.parse(self.target, "TARGET")
        S3Place.parse(self.archive, "--model")
        check_name(self.name)
        check_role(self.role)

    def requests(self, name: str) -> dict[str, dict[str, Any]]:
        """The requests to SageMaker's API, by operation."""
        return {
            "CreateModel": model_request(name, self.image, self.archive, self.role),
            "CreateTransformJob": {
                "TransformJobName": name,
                "ModelName": name,
                # A call has as many whole lines as fit into the payload. The answers keep the order of the lines.
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


def start(batch: Batch, region: str | None) -> str:
    """Starts the job and returns its name. Raises SettingsError, or ServiceError when AWS refuses."""
    batch.check()
    name = named_now(batch.name)
    requests = batch.requests(name)
    with aws_errors(), closing(aws_client("sagemaker", region)) as api, closing(aws_client("s3", region)) as s3:
        source = S3Place.parse(batch.source, "SOURCE")
        if not s3.list_objects_v2(Bucket=source.bucket, Prefix=source.key, MaxKeys=1).get("KeyCount"):
            raise ServiceError(f"{batch.source}: found no files; expected files of JSON Lines")
        api.create_model(**requests["CreateModel"])
        api.create_transform_job(**requests["CreateTransformJob"])
    return name


def wait(batch: Batch, name: str, region: str | None, tell: Tell) -> list[str]:
    """Waits for the job and returns the keys that it wrote. Raises ServiceError with SageMaker's reason if it fails."""
    target = S3Place.parse(batch.target, "TARGET")
    with aws_errors(), closing(aws_client("sagemaker", region)) as api, closing(aws_client("s3", region)) as s3:
        look = partial(api.describe_transform_job, TransformJobName=name)
        wait_for(f"transform job {name}", look, "TransformJobStatus", "Completed", tell)
        return [key for key in target.keys(s3) if key.endswith(".out")]
