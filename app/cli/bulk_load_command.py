"""`itemgraph bulk-load`: CSV parts into S3, then Neptune's loader: vertices first, and the edges that join them."""

import hashlib
import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.aws import aws_client, aws_errors
from app.cli.client import Client
from app.cli.export_command import read_tar
from app.cli.predictions import Read, predicted_graph
from app.errors import ServiceError, SettingsError
from app.graph.gremlin.csv_files import write_csv
from app.lifecycle.sagemaker.names import Place, check_role

STATE = "load.json"
POLL_SECONDS = 2.0
_FOLDERS = ("vertices", "edges")
_OURS = re.compile(r"(vertices|edges)/[a-z]+-\d{5}\.csv")
_DONE = "LOAD_COMPLETED"
_UNDER_WAY = ("LOAD_NOT_STARTED", "LOAD_IN_QUEUE", "LOAD_IN_PROGRESS")
_MOST_ERRORS = 100


@dataclass(frozen=True, slots=True)
class Target:
    """Where the files go, and which cluster takes them with which role."""

    bucket: str
    prefix: str
    cluster: str
    role: str
    region: str

    @classmethod
    def parse(cls, place: str, cluster: str, role: str, region: str | None) -> "Target":
        """Raises SettingsError that names the option and what was expected."""
        there, host = Place.parse(place, "PLACE"), urlsplit(cluster)
        if host.scheme not in ("https", "http") or not host.netloc:
            raise SettingsError(f"--cluster {cluster!r}: expected https://HOST:8182")
        check_role(role)
        if not region:
            raise SettingsError("--region: expected the region of bucket and cluster, for example eu-west-1")
        return cls(there.bucket, there.key.strip("/"), cluster, role, region)

    def key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name

    def url(self, name: str) -> str:
        return f"s3://{self.bucket}/{self.key(name)}"


Parts = Iterable[tuple[str, bytes]]


def load_graph(client: Client, target: Target, console: Console) -> None:
    """Loads the graph of a service. Raises ServiceError with the lines at fault."""
    with client.export("neptune-csv") as stream:
        _load_parts(read_tar(stream), target, console)


def load_predictions(place: str, target: Target, console: Console) -> None:
    """Loads what a batch transform found. Raises ServiceError with the lines at fault."""
    read = Read()
    with predicted_graph(place, read) as graph:
        for fault in read.faults:
            console.print(f"left out: {fault}", highlight=False, markup=False, soft_wrap=True)
        console.print(f"{read.items:,} items, {len(read.faults):,} lines left out", highlight=False)
        _load_parts(write_csv(graph), target, console)


def _load_parts(parts: Parts, target: Target, console: Console) -> None:
    """Sends what S3 does not have yet, then loads what Neptune has not."""
    columns = [SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()]
    with (
        aws_errors(),
        closing(aws_client("s3", target.region)) as s3,
        closing(aws_client("neptunedata", target.region, target.cluster)) as neptune,
        Progress(*columns, console=console) as progress,
    ):
        bucket = _Bucket(s3, target)
        sent = _upload(parts, bucket, progress)
        _load(_Loader(neptune, target), bucket, _digest(sent), progress)
    console.print(f"{len(sent)} files of {target.url('')} are in {target.cluster}", highlight=False, soft_wrap=True)


class _Bucket:
    """The place in S3: parts with the hashes of what they hold, and the state of the load beside them."""

    def __init__(self, s3: Any, target: Target) -> None:
        self._s3 = s3
        self._target = target

    def names(self) -> set[str]:
        """The files there are. Raises ServiceError for one that is none of ours: the loader would read it too."""
        pages = self._s3.get_paginator("list_objects_v2")
        found = set()
        for folder in _FOLDERS:
            prefix = self._target.key(f"{folder}/")
            for page in pages.paginate(Bucket=self._target.bucket, Prefix=prefix):
                found |= {each["Key"].removeprefix(self._target.key("")) for each in page.get("Contents", [])}
        if foreign := sorted(name for name in found if not _OURS.fullmatch(name)):
            raise ServiceError(f"{self._target.url(foreign[0])} is no file of ours; expected an empty prefix")
        return found

    def has(self, name: str, digest: str) -> bool:
        head = self._s3.head_object(Bucket=self._target.bucket, Key=self._target.key(name))
        return bool(head["Metadata"].get("sha256") == digest)

    def put(self, name: str, content: bytes, digest: str) -> None:
        place = {"Bucket": self._target.bucket, "Key": self._target.key(name)}
        self._s3.put_object(**place, Body=content, ContentType="text/csv", Metadata={"sha256": digest})

    def delete(self, name: str) -> None:
        self._s3.delete_object(Bucket=self._target.bucket, Key=self._target.key(name))

    def state(self) -> dict[str, Any]:
        try:
            found = self._s3.get_object(Bucket=self._target.bucket, Key=self._target.key(STATE))
        except self._s3.exceptions.NoSuchKey:
            return {}
        state: dict[str, Any] = json.loads(found["Body"].read())
        return state

    def keep(self, state: Mapping[str, Any]) -> None:
        body = json.dumps(state, indent=1).encode()
        self._s3.put_object(Bucket=self._target.bucket, Key=self._target.key(STATE), Body=body)


def _upload(made: Parts, bucket: _Bucket, progress: Progress) -> dict[str, str]:
    """Names and hashes of all parts. What is there already is not sent again, what is of an older graph goes."""
    task = progress.add_task("to S3")
    there = bucket.names()
    parts: dict[str, str] = {}
    sent = 0
    for name, content in made:
        digest = parts[name] = hashlib.sha256(content).hexdigest()
        if name not in there or not bucket.has(name, digest):
            bucket.put(name, content, digest)
            sent += 1
        progress.update(task, description=f"to S3: {len(parts)} files, {sent} of them sent, {name}")
    for name in sorted(there - parts.keys()):
        bucket.delete(name)
    return parts


def _digest(parts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(parts.items())).encode()).hexdigest()


class _Loader:
    """Neptune's bulk loader."""

    def __init__(self, api: Any, target: Target) -> None:
        self._api = api
        self._target = target

    def start(self, folder: str, mode: str, after: str | None) -> str:
        """The id of a job that waits in the queue until the job `after` is done."""
        answer = self._api.start_loader_job(
            source=self._target.url(f"{folder}/"),
            format="csv",
            s3BucketRegion=self._target.region,
            iamRoleArn=self._target.role,
            mode=mode,
            failOnError=True,
            updateSingleCardinalityProperties=True,
            queueRequest=True,
            dependencies=[after] if after else [],
        )
        return str(answer["payload"]["loadId"])

    def status(self, job: str) -> dict[str, Any]:
        payload: dict[str, Any] = self._api.get_loader_job_status(loadId=job)["payload"]
        found: dict[str, Any] = payload["overallStatus"]
        return found

    def exists(self, job: str) -> bool:
        """Neptune keeps the last 1,024 jobs."""
        try:
            self.status(job)
        except self._api.exceptions.BulkLoadIdNotFoundException:
            return False
        return True

    def wait(self, job: str, folder: str, progress: Progress) -> None:
        """Until the job has ended. Raises ServiceError with what was wrong, file by file and line by line."""
        task = progress.add_task(folder)
        while True:
            found = self.status(job)
            status, records = found["status"], found.get("totalRecords", 0)
            progress.update(task, description=f"{folder}: {status}, {records:,} records, job {job}")
            if status == _DONE:
                return
            if status not in _UNDER_WAY:
                raise ServiceError(f"loading {folder}: {status}, job {job}\n" + "\n".join(self._errors(job)))
            time.sleep(POLL_SECONDS)

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


def _load(loader: _Loader, bucket: _Bucket, digest: str, progress: Progress) -> None:
    """Goes on with the jobs of these very files, if there are any."""
    state = bucket.state()
    before = dict(state["jobs"]) if state.get("digest") == digest else {}
    jobs: dict[str, str] = {}
    after = None
    for folder in _FOLDERS:
        after = jobs[folder] = _job(loader, folder, before.get(folder), after)
        bucket.keep({"digest": digest, "jobs": before | jobs})
    for folder in _FOLDERS:
        loader.wait(jobs[folder], folder, progress)


def _job(loader: _Loader, folder: str, before: str | None, after: str | None) -> str:
    if before is None or not loader.exists(before):
        return loader.start(folder, "NEW", after)
    if loader.status(before)["status"] in (_DONE, *_UNDER_WAY):
        return before
    return loader.start(folder, "AUTO", after)
