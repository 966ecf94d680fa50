"""What became of items, in the order in which it did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ChangeKind = Literal["written", "deleted"]


@dataclass(frozen=True, slots=True)
class Change:
    """The last of what happened to an item so far: it was created or replaced, or it was deleted."""

    item_id: str
    kind: ChangeKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """`next`: the place behind the last of them, from which to go on, now or later; None before any change."""

    changes: tuple[Change, ...]
    next: str | None
