"""The changes of items, in order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ChangeKind = Literal["written", "deleted"]


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of an item: it was created or replaced, or it was deleted."""

    item_id: str
    kind: ChangeKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """A state of a graph, which `graph` identifies: after the change `newest`, whose place in the log is `place`.

    Before any change both are None. A log may not tell the change.
    """

    graph: str
    place: str | None
    newest: Change | None


@dataclass(frozen=True, slots=True)
class Changes:
    """`next`: the place after the last change, from which to continue later; None before any change."""

    changes: tuple[Change, ...]
    next: str | None
