"""Connects to AWS: clients, errors in one line, places in S3, and polling of jobs.

boto3 is imported by the first call that needs it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from app.errors import ItemgraphError, ServiceError, SettingsError

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 10.0

Look = TypeVar("Look")


@dataclass(frozen=True, slots=True)
class S3Place:
    """A key in a bucket, or a prefix of keys."""

    bucket: str
    key: str

    @classmethod
    def parse(
        cls,
        text: str,
        option: str,
        expected: str = "s3://BUCKET/PREFIX",
        kind: type[ItemgraphError] = SettingsError,
    ) -> Self:
        """Reads `s3://BUCKET/PREFIX`. Raises `kind` with the option, the text and the expected form."""
        there = urlsplit(text)
        if there.scheme != "s3" or not there.netloc or there.query or there.fragment:
            raise kind(f"{option} {text!r}: expected {expected}")
        return cls(there.netloc, there.path.lstrip("/"))

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    def __truediv__(self, name: str) -> "S3Place":
        """Returns the place `name` under this one."""
        return S3Place(self.bucket, f"{self.key.rstrip('/')}/{name}" if self.key else name)

    def keys(self, s3: Any) -> Iterator[str]:
        """Yields all keys that begin with this one, page by page."""
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.key)
        return (each["Key"] for page in pages for each in page.get("Contents", []))


def is_in_s3(place: str) -> bool:
    """Whether a place is meant to be in S3 rather than on this machine."""
    return place.startswith("s3://")


def aws_client(service: str, region: str | None = None, endpoint: str | None = None, **config: Any) -> Any:
    """Returns a client with the current credentials. `config` has arguments of botocore's Config.

    `region` and `endpoint` default to AWS's own variables and profiles. The client retries throttled and broken calls.
    """
    import boto3
    from botocore.config import Config

    settings = {"retries": {"mode": "standard", "max_attempts": 8}, "connect_timeout": 5, **config}
    # The shared session would keep the first credentials for ever.
    session = boto3.Session()
    return session.client(service, region_name=region, endpoint_url=endpoint, config=Config(**settings))


@contextmanager
def aws_errors(kind: type[ItemgraphError] = ServiceError, place: str = "AWS") -> Iterator[None]:
    """Raises `kind` with the place if AWS refuses a call or cannot be reached."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise kind(f"{place}: {error}") from error


def poll(look: Callable[[], Look], is_under_way: Callable[[Look], bool]) -> Look:
    """Calls `look` until the remote job has ended, and returns its last result.

    The pauses between calls grow from 0.05 s to 10 s.
    """
    pause = _FIRST_PAUSE
    while is_under_way(found := look()):
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
    return found
