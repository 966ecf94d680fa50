"""What the commands for SageMaker share: places in S3, names, and waiting."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.errors import ServiceError, SettingsError

POLL_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Place:
    """A key, or the beginning of keys, in S3."""

    bucket: str
    key: str

    @classmethod
    def parse(cls, text: str, option: str) -> "Place":
        """Raises SettingsError that names the option."""
        there = urlsplit(text)
        if there.scheme != "s3" or not there.netloc or there.query or there.fragment:
            raise SettingsError(f"{option} {text!r}: expected s3://BUCKET/PREFIX")
        return cls(there.netloc, there.path.lstrip("/"))

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def check_role(role: str) -> None:
    """Raises SettingsError when it is no role's ARN."""
    if not re.fullmatch(r"arn:[\w-]+:iam::\d{12}:role/.+", role):
        raise SettingsError(f"--role {role!r}: expected arn:aws:iam::ACCOUNT:role/NAME")


def check_name(name: str) -> None:
    """Raises SettingsError when SageMaker could not add a time of day to the name and take it."""
    if not re.fullmatch(r"[a-zA-Z0-9](-?[a-zA-Z0-9]){0,42}", name):
        raise SettingsError(f"--name {name!r}: expected up to 43 letters, digits and single hyphens")


def named_now(name: str) -> str:
    """A name that was not there before."""
    return f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"


def wait(what: str, describe: Callable[[], Mapping[str, Any]], status: str, done: str, out: Console) -> None:
    """Until the field `status` of what `describe` answers is `done`. Raises ServiceError when it ends otherwise."""
    columns = [SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()]
    with Progress(*columns, console=out) as progress:
        task = progress.add_task(what)
        while True:
            found = describe()
            progress.update(task, description=f"{what}: {found[status]}")
            if found[status] == done:
                return
            if found[status] in ("Failed", "Stopped", "OutOfService", "UpdateRollbackFailed"):
                raise ServiceError(f"{what}: {found[status]}: {found.get('FailureReason', 'no reason given')}")
            time.sleep(POLL_SECONDS)
