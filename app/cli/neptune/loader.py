"""Runs the jobs of Neptune's bulk loader."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.aws import poll
from app.cli.neptune.bucket import Bucket, LoadFormat
from app.cli.neptune.target import LoadTarget
from app.cli.progress import Tell, spinner
from app.errors import ServiceError

_DONE = "LOAD_COMPLETED"
_UNDER_WAY = ("LOAD_NOT_STARTED", "LOAD_IN_QUEUE", "LOAD_IN_PROGRESS")
_MOST_ERRORS = 100


class Loader:
    """The client of Neptune's bulk loader."""

    def __init__(self, api: Any, target: LoadTarget) -> None:
        self._api = api
        self._target = target

    def start(self, folder: str, mode: str, after: str | None) -> str:
        """Queues a job that begins when the job `after` is done. Returns its id."""
        csv = {"updateSingleCardinalityProperties": True} if self._target.format is LoadFormat.CSV else {}
        answer = self._api.start_loader_job(
            source=str(self._target.place / f"{folder}/"),
            format=self._target.format.value,
            s3BucketRegion=self._target.region,
            iamRoleArn=self._target.role,
            mode=mode,
            failOnError=True,
            queueRequest=True,
            dependencies=[after] if after else [],
            **csv,
        )
        return str(answer["payload"]["loadId"])

    def status(self, job: str) -> dict[str, Any]:
        payload: dict[str, Any] = self._api.get_loader_job_status(loadId=job)["payload"]
        found: dict[str, Any] = payload["overallStatus"]
        return found

    def exists(self, job: str) -> bool:
        """Whether Neptune still knows the job. It keeps the last 1,024."""
        try:
            self.status(job)
        except self._api.exceptions.BulkLoadIdNotFoundException:
            return False
        return True

    def wait(self, job: str, folder: str, tell: Tell) -> None:
        """Waits until the job has ended. Raises ServiceError with all errors, by file and line."""

        def look() -> str:
            found = self.status(job)
            tell(f"{folder}: {found['status']}, {found.get('totalRecords', 0):,} records, job {job}")
            return str(found["status"])

        status = poll(look, lambda status: status in _UNDER_WAY)
        if status != _DONE:
            raise ServiceError(f"loading {folder}: {status}, job {job}\n" + "\n".join(self._errors(job)))

    def _errors(self, job: str) -> Iterator[str]:
        answer = self._api.get_loader_job_status(
            loadId=job, details=True, errors=True, page=1, errorsPerPage=_MOST_ERRORS
        )
        payload = answer["payload"]
        for each in payload.get("errors", {}).get("errorLogs", []):
            place = f"{each.get('fileName', '')}:{each.get('recordNum', '')}"
            yield f"{place}: {each.get('errorCode', '')}: {each.get('errorMessage', '')}"
        for each in payload.get("failedFeeds", []):
            yield f"{each.get('fullUri', '')}: {each.get('status', '')}"


def run_jobs(loader: Loader, bucket: Bucket, digest: str, folders: Sequence[str]) -> None:
    """Loads the files of the folders, one after the other. Continues the jobs of an earlier call for the same files."""
    state = bucket.state()
    before = dict(state["jobs"]) if state.get("digest") == digest else {}
    jobs: dict[str, str] = {}
    after = None
    for folder in folders:
        after = jobs[folder] = _job(loader, folder, before.get(folder), after)
        bucket.keep({"digest": digest, "jobs": before | jobs})
    for folder in folders:
        with spinner(folder) as tell:
            loader.wait(jobs[folder], folder, tell)


def _job(loader: Loader, folder: str, before: str | None, after: str | None) -> str:
    if before is None or not loader.exists(before):
        return loader.start(folder, "NEW", after)
    if loader.status(before)["status"] in (_DONE, *_UNDER_WAY):
        return before
    return loader.start(folder, "AUTO", after)
