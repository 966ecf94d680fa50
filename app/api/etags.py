"""ETags of items, and the conditions on them (RFC 9110, 13.1).

An ETag is a digest of the bytes of the answer, so it is strong, and changes with everything that a reader sees.
"""

import hashlib
from dataclasses import dataclass

from app.api.answers import ItemOut, item_out
from app.domain.items import Item

_DIGITS = 32


def etag_of(answer: bytes) -> str:
    """Returns the ETag of an answer, with its quotes."""
    return f'"{hashlib.sha256(answer).hexdigest()[:_DIGITS]}"'


def item_as_json(item: Item) -> bytes:
    """Returns the bytes of an answer that is an item."""
    return ItemOut.model_validate(item_out(item)).model_dump_json(exclude_unset=True).encode()


def etag_of_item(item: Item | None) -> str | None:
    return etag_of(item_as_json(item)) if item else None


@dataclass(frozen=True, slots=True)
class Condition:
    """What `If-Match` and `If-None-Match` ask of the stored item before a write; None if the header is absent."""

    match: str | None
    none_match: str | None

    def holds(self, etag: str | None) -> bool:
        """Whether the condition holds for the ETag of the stored item; None if there is none.

        `If-Match` compares strongly: a weak ETag matches nothing.
        """
        if self.match is not None and not _names(self.match, etag, weakly=False):
            return False
        return self.none_match is None or not _names(self.none_match, etag, weakly=True)

    def holds_for(self, item: Item | None) -> bool:
        """Whether the condition holds for the stored item. Without a condition, its ETag is not made."""
        return self == ANY or self.holds(etag_of_item(item))


ANY = Condition(None, None)


def is_fresh(none_match: str | None, etag: str) -> bool:
    """Whether the reader, who sent `If-None-Match`, has this answer already."""
    return none_match is not None and _names(none_match, etag, weakly=True)


def _names(header: str, etag: str | None, *, weakly: bool) -> bool:
    """Whether the ETags of a header name this one. Commas cannot be in our own ETags."""
    if header.strip() == "*":
        return etag is not None
    named = {each.strip() for each in header.split(",")}
    return etag in ({each.removeprefix("W/") for each in named} if weakly else named)
