"""Compares what an owner sends with what is stored."""

from dataclasses import fields

from app.domain.corrections.keeping import keep, stamp, stamp_of, unstamped
from app.domain.items import Correction, Draft, Item

# Corrections have a part of the fingerprint to themselves.
_FIELDS = [each.name for each in fields(Draft) if each.name != "corrections"]


def plain(draft: Draft) -> dict[str, object]:
    """Returns the fields that the owner sends, by name. `asdict` does the same, and copies every text on the way."""
    return {name: getattr(draft, name) for name in _FIELDS}


def to_draft(item: Item) -> Draft:
    """Returns what the owner sent."""
    return Draft(item.id, item.title, item.text, item.given, item.url, item.image)


def corrections_of(draft: Draft, before: Item | None) -> tuple[Correction, ...]:
    """Returns the corrections that a draft brings or, if it brings none, those of the stored item."""
    if draft.corrections is not None:
        return draft.corrections
    return before.corrections if before else ()


def dropped_by(draft: Draft, before: Item | None) -> tuple[Correction, ...]:
    """Returns the corrections whose words the draft's texts do not say."""
    return keep(corrections_of(draft, before), {"title": draft.title, "text": draft.text})[1]


def is_as_sent(stored: str | None, draft: Draft, fingerprint: str) -> bool:
    """Whether the stored fingerprint is that of a draft and of the corrections that it brings, if it brings any."""
    if stored is None or unstamped(stored) != fingerprint:
        return False
    if draft.corrections is None:
        return True
    kept, _ = keep(draft.corrections, {"title": draft.title, "text": draft.text})
    return stamp_of(stored) == stamp(kept)
