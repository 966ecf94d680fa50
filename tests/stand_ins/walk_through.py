"""Stands in for AWS while the walk-through runs: `aws s3 cp` and SageMaker's batch transform."""

import sys
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import boto3

from tests.integration.process import serving
from tests.stand_ins.transform import run_transform


def copy(source: str, target: str) -> None:
    there = urlsplit(target)
    with closing(boto3.client("s3")) as s3:
        s3.upload_file(source, there.netloc, there.path.lstrip("/"))


def run_jobs() -> None:
    """Runs all transform jobs, each on a service with the archive of its model."""
    with closing(boto3.client("sagemaker")) as api, closing(boto3.client("s3")) as s3:
        for summary in api.list_transform_jobs()["TransformJobSummaries"]:
            job = api.describe_transform_job(TransformJobName=summary["TransformJobName"])
            model = api.describe_model(ModelName=job["ModelName"])["PrimaryContainer"]["ModelDataUrl"]
            with tempfile.TemporaryDirectory() as folder, serving(Path(folder), MODEL=model) as (_, client):
                run_transform(job, str(client.base_url), s3)


if __name__ == "__main__":
    run_jobs() if sys.argv[1] == "transform" else copy(*sys.argv[-2:])
