"""Undoes the last promotion: the version before it is served again."""

from dataclasses import dataclass
from pathlib import Path

from model.versions import CURRENT, Versions


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The link that services follow, the version that it pointed at before, and the version that it points at now."""

    link: Path
    before: str
    now: str


def roll_back(versions: Path) -> RolledBack:
    """Points `current` one promotion back. Raises BundleError when no earlier version exists."""
    before, now = Versions(versions).roll_back()
    return RolledBack(versions / CURRENT, before, now)
