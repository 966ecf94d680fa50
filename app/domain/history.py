"""The last writes of an item, each with the properties that it gained and lost."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.items import Item, Key, Moment, MomentKind

# The moments that an item keeps.
MOST_MOMENTS = 50


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an item is written: for what, with which key, and by which correction."""

    kind: MomentKind = "updated"
    key: str | None = None
    correction: str | None = None


def remember(before: Item | None, after: Item, cause: Cause, at: datetime) -> Item:
    """Returns the item `after` with the history of `before` and this write."""
    if before is None:
        return replace(after, history=(Moment(at, "created", cause.key),))
    old, new = keys_of(before), keys_of(after)
    gained, lost = tuple(sorted(new - old)), tuple(sorted(old - new))
    moment = Moment(at, cause.kind, cause.key, gained, lost, cause.correction)
    return replace(after, history=(*before.history, moment)[-MOST_MOMENTS:])


def amend(before: Item, after: Item) -> Item:
    """Returns the item `after`, whose last moment also tells what other rules made of `before`, the same write."""
    *earlier, last = after.history or (None,)
    if last is None or last.kind == "created":
        return after
    old, new = keys_of(before), keys_of(after)
    added = (set(last.added) - (old - new)) | ((new - old) - set(last.removed))
    removed = (set(last.removed) - (new - old)) | ((old - new) - set(last.added))
    moment = replace(last, added=tuple(sorted(added)), removed=tuple(sorted(removed)))
    return replace(after, history=(*earlier, moment))


def keys_of(item: Item) -> set[Key]:
    return {(prop.name, prop.value) for prop in item.properties}
