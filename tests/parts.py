"""Skips a test, with a reason, when a part beyond the locked packages is missing. CI forbids the skip."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def require(part: str, present: bool) -> None:
    """Skips the test, naming the part; fails it where `REQUIRE_PARTS` is set, as in CI."""
    if present:
        return
    if os.environ.get("REQUIRE_PARTS"):
        pytest.fail(f"{part} is missing, and REQUIRE_PARTS forbids the skip")
    pytest.skip(f"needs {part}")


def shared_data(name: str) -> Path:
    """A file of the shared data, which is no part of the repository."""
    return _shared(f"data/{name}")


def shared_cases(name: str) -> Path:
    """A file of cases from users and bug reports, which is no part of the repository either."""
    return _shared(f"cases/{name}")


def _shared(name: str) -> Path:
    path = SHARED / name
    require(f"../shared/{name}", path.is_file())
    return path
