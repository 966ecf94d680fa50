"""The files of a bulk load in S3, and the state of the load beside them."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from rich.progress import Progress

from app.cli.neptune.target import Target
from app.errors import ServiceError

STATE = "load.json"
FOLDERS = ("vertices", "edges")
_OURS = re.compile(r"(vertices|edges)/[a-z]+-\d{5}\.csv")

Parts = Iterable[tuple[str, bytes]]


class Bucket:
    """The place in S3: parts with the hashes of what they hold, and the state of the load beside them."""

    def __init__(self, s3: Any, target: Target) -> None:
        self._s3 = s3
        self._target = target

    def names(self) -> set[str]:
        """The files there are. Raises ServiceError for one that is none of ours: the loader would read it too."""
        pages = self._s3.get_paginator("list_objects_v2")
        found = set()
        for folder in FOLDERS:
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


def upload(made: Parts, bucket: Bucket, progress: Progress) -> dict[str, str]:
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


def digest_of(parts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(parts.items())).encode()).hexdigest()
