"""The decisions of a team that values are the same."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """The aliases of a standard value of property `name`, as a person wrote them.

    `display` is how to show the value; None shows it as in the item. `pending`: not all items are rewritten yet.
    """

    name: str
    value: str
    aliases: tuple[str, ...]
    display: str | None = None
    pending: bool = False
