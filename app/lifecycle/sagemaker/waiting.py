"""Waits for SageMaker to finish an operation."""

from collections.abc import Callable, Mapping
from typing import Any

from app.aws import poll
from app.errors import ServiceError

# Receives the current state as a line of text, at every look.
Tell = Callable[[str], None]

_FAILED = ("Failed", "Stopped", "OutOfService", "UpdateRollbackFailed")


def wait_for(what: str, look: Callable[[], Mapping[str, Any]], status: str, done: str, tell: Tell) -> None:
    """Calls `look` until its field `status` is `done`. Raises ServiceError when the operation fails or is stopped."""

    def look_and_tell() -> Mapping[str, Any]:
        found = look()
        tell(f"{what}: {found[status]}")
        return found

    found = poll(look_and_tell, lambda found: found[status] not in (done, *_FAILED))
    if found[status] != done:
        raise ServiceError(f"{what}: {found[status]}: {found.get('FailureReason', 'no reason given')}")
