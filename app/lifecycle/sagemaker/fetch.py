"""Follows a training job until it ends, and adds its bundle to the versions."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.aws import aws_client, aws_errors, poll
from app.errors import ServiceError
from app.extraction.bundles import open_bundle
from app.lifecycle.sagemaker.waiting import Tell
from app.settings import read_settings
from model.bundle import Bundle
from model.versions import Versions

_LOGS = "/aws/sagemaker/TrainingJobs"
_UNDER_WAY = ("InProgress", "Stopping")
_STEP = re.compile(r"epoch \d+: .*")


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bundle of a job, its folder among the versions, the seconds of training, and the seconds that AWS bills."""

    bundle: Bundle
    place: Path
    seconds: int | None
    billed: int | None


def fetch(job: str, versions: Path, region: str | None, log: Tell, tell: Tell) -> Fetched:
    """Waits for a job and adds its bundle to the versions. Raises ServiceError if the job does not complete.

    `log` receives every line of the container's log and every change of the job's status. `tell` receives the state of
    the job at every look.
    """
    with aws_errors():
        found = _follow(job, region, log, tell)
        archive = found["ModelArtifacts"]["S3ModelArtifacts"]
        versions.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=versions, prefix=".fetched-") as place:
            bundle = open_bundle(read_settings(model=archive, data_dir=Path(place)))
            version = Versions(versions).add(bundle)
    return Fetched(bundle, versions / version, found.get("TrainingTimeInSeconds"), found.get("BillableTimeInSeconds"))


def _follow(job: str, region: str | None, tell_line: Tell, tell: Tell) -> dict[str, Any]:
    sagemaker, log = aws_client("sagemaker", region), _Log(job, region)
    before = step = ""

    def look() -> dict[str, Any]:
        nonlocal before, step
        found: dict[str, Any] = sagemaker.describe_training_job(TrainingJobName=job)
        for line in log.lines():
            tell_line(line)
            step = match.group() if (match := _STEP.search(line)) else step
        status = f"{found['TrainingJobStatus']}: {found.get('SecondaryStatus', '')}"
        if status != before:
            tell_line(f"{job} is {status}")
        before = status
        tell(f"{status} {step}")
        return found

    return _completed(job, poll(look, lambda found: found["TrainingJobStatus"] in _UNDER_WAY))


def _completed(job: str, found: dict[str, Any]) -> dict[str, Any]:
    if found["TrainingJobStatus"] != "Completed":
        reason = str(found.get("FailureReason", "it produced no model")).strip()
        raise ServiceError(f"training job {job}: {found['TrainingJobStatus']}: {reason}")
    return found


class _Log:
    """The log of the container in CloudWatch. Each call of `lines` continues after the last line read."""

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
