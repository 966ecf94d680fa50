"""Serves the version of a model again that the last promotion replaced."""

from dataclasses import dataclass
from pathlib import Path

from model.versions import CURRENT, Versions


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The link that a service follows, the version that it pointed at, and the one that it points at now."""

    link: Path
    before: str
    now: str


def roll_back(versions: Path) -> RolledBack:
    """Points `current` one promotion back. Raises BundleError when there is none."""
    before, now = Versions(versions).roll_back()
    return RolledBack(versions / CURRENT, before, now)
