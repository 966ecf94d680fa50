"""What a team has decided to be the same value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Aliases of a standard value of property `name`, as a person wrote them; `display`: how to show the value, if
    otherwise than said. `pending`: not all items have been rewritten yet."""

    name: str
    value: str
    aliases: tuple[str, ...]
    display: str | None = None
    pending: bool = False
