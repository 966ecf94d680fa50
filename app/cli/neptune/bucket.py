"""Keeps the files of a bulk load in S3, with the state of the load next to them."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from app.aws import S3Place
from app.cli.progress import Tell
from app.errors import ServiceError

STATE = "load.json"


class LoadFormat(StrEnum):
    """What Neptune loads: a property graph, or RDF."""

    CSV = "csv"
    NTRIPLES = "ntriples"


# The folders of each format, in the order in which Neptune loads them, and the media type of their files.
FOLDERS: Mapping[LoadFormat, tuple[str, ...]] = {
    LoadFormat.CSV: ("vertices", "edges"),
    LoadFormat.NTRIPLES: ("triples",),
}
_TYPES = {".csv": "text/csv", ".nt": "application/n-triples"}
_OURS = re.compile(r"(vertices|edges)/[a-z]+-\d{5}\.csv|triples/part-\d{5}\.nt")

Parts = Iterable[tuple[str, bytes]]


class Bucket:
    """A place in S3 with the parts of a graph, the hashes of their contents, and the state of the load."""

    def __init__(self, s3: Any, place: S3Place) -> None:
        self._s3 = s3
        self._place = place

    def names(self) -> set[str]:
        """Returns the files of all folders. Raises ServiceError for a foreign file: Neptune would load it too."""
        root = (self._place / "").key
        folders = [self._place / f"{folder}/" for each in FOLDERS.values() for folder in each]
        found = {key.removeprefix(root) for folder in folders for key in folder.keys(self._s3)}
        if foreign := sorted(name for name in found if not _OURS.fullmatch(name)):
            raise ServiceError(
                f"{self._place / foreign[0]} does not belong to a load; expected an empty prefix or an earlier load"
            )
        return found

    def has(self, name: str, digest: str) -> bool:
        head = self._s3.head_object(**self._at(name))
        return bool(head["Metadata"].get("sha256") == digest)

    def put(self, name: str, content: bytes, digest: str) -> None:
        media_type = _TYPES[PurePosixPath(name).suffix]
        self._s3.put_object(**self._at(name), Body=content, ContentType=media_type, Metadata={"sha256": digest})

    def delete(self, name: str) -> None:
        self._s3.delete_object(**self._at(name))

    def state(self) -> dict[str, Any]:
        try:
            found = self._s3.get_object(**self._at(STATE))
        except self._s3.exceptions.NoSuchKey:
            return {}
        state: dict[str, Any] = json.loads(found["Body"].read())
        return state

    def keep(self, state: Mapping[str, Any]) -> None:
        self._s3.put_object(**self._at(STATE), Body=json.dumps(state, indent=1).encode())

    def _at(self, name: str) -> dict[str, str]:
        there = self._place / name
        return {"Bucket": there.bucket, "Key": there.key}


def upload(made: Parts, bucket: Bucket, tell: Tell) -> tuple[dict[str, str], int]:
    """Uploads the parts that S3 does not have, and deletes those of an older graph.

    Returns the names and hashes of all parts, and the number of uploaded parts.
    """
    there = bucket.names()
    parts: dict[str, str] = {}
    sent = 0
    for name, content in made:
        digest = parts[name] = hashlib.sha256(content).hexdigest()
        if name not in there or not bucket.has(name, digest):
            bucket.put(name, content, digest)
            sent += 1
        tell(f"to S3: {len(parts)} files, {sent} of them sent, {name}")
    for name in sorted(there - parts.keys()):
        bucket.delete(name)
    return parts, sent


def digest_of(parts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(parts.items())).encode()).hexdigest()
