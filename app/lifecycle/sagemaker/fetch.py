"""Following a training job to its end, and checking in the bundle that it made."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.aws import aws_client, aws_errors, poll
from app.errors import ServiceError
from app.extraction.bundles import open_bundle
from app.settings import read_settings
from model.versions import Versions

_LOGS = "/aws/sagemaker/TrainingJobs"
_UNDER_WAY = ("InProgress", "Stopping")
_STEP = re.compile(r"epoch \d+: .*")


def fetch(job: str, versions: Path, region: str | None, out: Console) -> None:
    """Waits for a job, tells of it, and adds its bundle to the versions. Raises ServiceError unless it completed."""
    with aws_errors():
        found = _follow(job, region, out)
        if billed := found.get("BillableTimeInSeconds"):
            out.print(f"{found.get('TrainingTimeInSeconds', billed)} s of training, {billed} s billed", highlight=False)
        archive = found["ModelArtifacts"]["S3ModelArtifacts"]
        versions.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=versions, prefix=".fetched-") as place:
            bundle = open_bundle(read_settings(model=archive, data_dir=Path(place)))
            version = Versions(versions).add(bundle)
    out.print(f"{bundle.model} of {job} in {versions / version}", highlight=False, soft_wrap=True)
    out.print(f"itemgraph promote {versions / version} --data … --versions {versions} serves it", highlight=False)


def _follow(job: str, region: str | None, out: Console) -> dict[str, Any]:
    sagemaker, log = aws_client("sagemaker", region), _Log(job, region)
    columns = [SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()]
    with Progress(*columns, console=out, disable=not out.is_terminal) as progress:
        task = progress.add_task(job)
        before = step = ""

        def look() -> dict[str, Any]:
            nonlocal before, step
            found: dict[str, Any] = sagemaker.describe_training_job(TrainingJobName=job)
            for line in log.lines():
                out.print(line, highlight=False, markup=False, soft_wrap=True)
                step = match.group() if (match := _STEP.search(line)) else step
            status = f"{found['TrainingJobStatus']}: {found.get('SecondaryStatus', '')}"
            if status != before:
                out.print(f"{job} is {status}", highlight=False, markup=False, soft_wrap=True)
            before = status
            progress.update(task, description=f"{status} {step}")
            return found

        found = poll(look, lambda found: found["TrainingJobStatus"] in _UNDER_WAY)
    return _completed(job, found)


def _completed(job: str, found: dict[str, Any]) -> dict[str, Any]:
    if found["TrainingJobStatus"] != "Completed":
        reason = str(found.get("FailureReason", "it made no model")).strip()
        raise ServiceError(f"training job {job}: {found['TrainingJobStatus']}: {reason}")
    return found


class _Log:
    """What the container wrote, as CloudWatch has it, from the line after the last one read."""

    def __init__(self, job: str, region: str | None) -> None:
        self._job, self._logs = job, aws_client("logs", region)
        self._next: dict[str, str] = {}

    def lines(self) -> Iterator[str]:
        try:
            answer = self._logs.describe_log_streams(logGroupName=_LOGS, logStreamNamePrefix=f"{self._job}/")
        except self._logs.exceptions.ResourceNotFoundException:
            return  # Nothing was written yet.
        for stream in answer["logStreams"]:
            yield from self._of(stream["logStreamName"])

    def _of(self, stream: str) -> Iterator[str]:
        while True:
            after = {"nextToken": token} if (token := self._next.get(stream)) else {}
            answer = self._logs.get_log_events(logGroupName=_LOGS, logStreamName=stream, startFromHead=True, **after)
            yield from (each["message"].rstrip("\n") for each in answer["events"])
            self._next[stream] = answer["nextForwardToken"]
            if not answer["events"]:
                return
