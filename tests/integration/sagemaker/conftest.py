"""Launches one job with the SDK, in its own environment, against moto."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.gremlin import free_port
from tests.integration.sagemaker.job import AWS, ROOT, Job
from tests.parts import require
from tests.stand_ins.recorder import Recorder

ROLE = "arn:aws:iam::123456789012:role/Trainer"
CONFIG = "SchemaVersion: '1.0'\nSageMaker: {PythonSDK: {Modules: {TelemetryOptOut: true}}}\n"
Launcher = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of an AWS of its own, with a bucket `texts`; its SDK tells nobody of its calls.

    A process of its own: servers of one process share what is in them, and other tests empty theirs.
    """
    port = free_port()
    call = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait_for(port)
    config = tmp_path_factory.mktemp("sdk") / "config.yaml"
    config.write_text(CONFIG)
    yield {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "SAGEMAKER_USER_CONFIG_OVERRIDE": str(config),
    }
    server.kill()
    server.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="session")
def s3(cloud: dict[str, str]) -> Any:
    client = boto3.client(
        "s3",
        endpoint_url=cloud["AWS_ENDPOINT_URL"],
        region_name="eu-west-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )
    client.create_bucket(Bucket="texts", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return client


@pytest.fixture(scope="session")
def itemgraph(cloud: dict[str, str], s3: Any) -> Launcher:
    """Runs the command line where the SDK is installed."""
    require(".venv-aws (make check)", AWS.is_file())

    def run(*arguments: object, environ: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        command = [str(AWS), "-m", "app.cli", *(str(each) for each in arguments)]
        settings = {**os.environ, **cloud, **(environ or {})}
        return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=100, check=False)

    return run


@dataclass(frozen=True, slots=True)
class Launched:
    """A job that was started: the request as it went over the wire, and its name."""

    request: dict[str, Any]
    name: str
    said: str


@pytest.fixture(scope="session")
def launched(
    itemgraph: Launcher, cloud: dict[str, str], data: Path, checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> Launched:
    options = (
        "--sagemaker --epochs 3 --name tiny --version 1.2 --set learning_rate=0.001 --set window=16 --set overlap=4"
        " --set batch_pieces=64 --set compact=true --set sagemaker.place=s3://texts/jobs --set sagemaker.spot=true"
        " --set sagemaker.max_hours=2 --set sagemaker.volume=40 --set sagemaker.check_role=false"
    )
    tags = ["--set", 'sagemaker.tags=["team=search", "cost=7"]']
    more = [*tags, "--role", ROLE, "--encoder", checkpoint, "--set", f"partial={data / 'test.jsonl'}=Color"]
    with closing(Recorder(cloud["AWS_ENDPOINT_URL"])) as recorder:
        own = {"AWS_ENDPOINT_URL_SAGEMAKER": recorder.url}
        ran = itemgraph("train", data, tmp_path_factory.mktemp("versions"), *options.split(), *more, environ=own)
    assert ran.returncode == 0, ran.stderr
    (request,) = [body for operation, body in recorder.asked if operation == "CreateTrainingJob"]
    return Launched(request, request["TrainingJobName"], ran.stdout)


@pytest.fixture
def job(tmp_path: Path, checkpoint: Path) -> Job:
    return Job(tmp_path / "ml", checkpoint)
