"""What the commands for SageMaker share: names, and waiting."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.aws import poll
from app.errors import ServiceError, SettingsError

_FAILED = ("Failed", "Stopped", "OutOfService", "UpdateRollbackFailed")


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

        def look() -> Mapping[str, Any]:
            found = describe()
            progress.update(task, description=f"{what}: {found[status]}")
            return found

        found = poll(look, lambda found: found[status] not in (done, *_FAILED))
    if found[status] != done:
        raise ServiceError(f"{what}: {found[status]}: {found.get('FailureReason', 'no reason given')}")
