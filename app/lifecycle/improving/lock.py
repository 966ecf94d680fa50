"""One improvement of a folder of versions at a time."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import SettingsError

_LOCK = ".improve.lock"
# The beginning of the names of folders in which an improvement works.
WORK = ".improve-"


@contextmanager
def locked(versions: Path) -> Iterator[None]:
    """Holds the folder's lock, which ends with the process, and removes what a killed process has left.

    Raises SettingsError if another process holds the lock.
    """
    versions.mkdir(parents=True, exist_ok=True)
    with (versions / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SettingsError(f"{versions}: another improvement runs; this one did nothing") from error
        for left in versions.glob(f"{WORK}*/"):
            shutil.rmtree(left)
        yield
