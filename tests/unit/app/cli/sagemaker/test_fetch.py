"""`itemgraph fetch` follows a job to its end, with SageMaker and CloudWatch as sources."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.unit.app.cli.conftest import Run

JOB, LOGS = "itemgraph-tiny-1", "/aws/sagemaker/TrainingJobs"
UNDER_WAY = {"TrainingJobStatus": "InProgress", "SecondaryStatus": "Training"}
INTERRUPTED = {"TrainingJobStatus": "InProgress", "SecondaryStatus": "Interrupted"}


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch, aws: str) -> Iterator[list[dict[str, Any]]]:
    """What DescribeTrainingJob answers, one call after another; the rest is moto's."""
    answers: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({"TrainingJobName": JOB, **answers.pop(0)}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """The tests' own output is enough."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", f"http://127.0.0.1:{server.server_address[1]}")
    yield answers
    server.shutdown()
    server.server_close()


def say(lines: list[str]) -> None:
    logs = boto3.client("logs")
    logs.create_log_group(logGroupName=LOGS)
    logs.create_log_stream(logGroupName=LOGS, logStreamName=f"{JOB}/algo-1-17")
    events = [{"timestamp": 1_795_000_000_000 + n, "message": line} for n, line in enumerate(lines)]
    logs.put_log_events(logGroupName=LOGS, logStreamName=f"{JOB}/algo-1-17", logEvents=events)


def test_a_failed_job_is_followed_and_its_reason_said(run: Run, jobs: list[dict[str, Any]], tmp_path: Path) -> None:
    say(["epoch 1: loss 0.5, validation F1 0.25", "error: no room"])
    failed = {"TrainingJobStatus": "Failed", "SecondaryStatus": "Failed", "FailureReason": "AlgorithmError: no room"}
    jobs += [UNDER_WAY, INTERRUPTED, UNDER_WAY, failed]
    ran = run("fetch", JOB, tmp_path / "models")
    assert ran.status == 1
    assert ran.err == f"error: training job {JOB}: Failed: AlgorithmError: no room\n"
    said = ran.out.splitlines()
    assert said.count("epoch 1: loss 0.5, validation F1 0.25") == 1
    assert [line for line in said if line.startswith(JOB)] == [
        f"{JOB} is InProgress: Training",
        f"{JOB} is InProgress: Interrupted",
        f"{JOB} is InProgress: Training",
        f"{JOB} is Failed: Failed",
    ]
    assert not (tmp_path / "models").exists()


def test_a_model_that_is_no_bundle_is_not_checked_in(run: Run, jobs: list[dict[str, Any]], tmp_path: Path) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="jobs", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="jobs", Key="model.tar.gz", Body=b"no archive")
    model = {"S3ModelArtifacts": "s3://jobs/model.tar.gz"}
    jobs.append({"TrainingJobStatus": "Completed", "SecondaryStatus": "Completed", "ModelArtifacts": model})
    ran = run("fetch", JOB, tmp_path / "models")
    assert ran.status == 1
    assert "not a complete .tar.gz archive" in ran.err
    assert not list((tmp_path / "models").iterdir())
