"""The properties that items would gain, lose or change with another model."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from app.catalog.writing import to_mentions
from app.domain.mentions import Texts
from app.domain.properties import to_properties
from app.domain.standard import Standardizer
from app.extraction.extractor import Extractor

ChangeKind = Literal["gained", "lost", "changed"]
_Properties = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class ItemText:
    """The texts of an item that a model reads."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A property of an item: the sorted standard values of the old model and of the new one. Either can be empty."""

    item: ItemText
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def kind(self) -> ChangeKind:
        return "gained" if not self.before else "lost" if not self.after else "changed"


def draw(items: Sequence[ItemText], count: int) -> list[ItemText]:
    """Draws the `count` items whose ids have the lowest hashes, so that every call draws the same items."""
    return sorted(items, key=lambda item: hashlib.sha256(item.id.encode("utf-8", "replace")).digest())[:count]


def property_changes(
    items: Sequence[ItemText], old: Extractor, new: Extractor, standardizer: Standardizer
) -> list[PropertyChange]:
    """Returns every difference, in the order of the items and by name."""
    changes = []
    for item, left, right in zip(
        items, _properties(items, old, standardizer), _properties(items, new, standardizer), strict=True
    ):
        for name in sorted(left.keys() | right.keys()):
            was, now = left.get(name, set()), right.get(name, set())
            if was != now:
                changes.append(PropertyChange(item, name, tuple(sorted(was)), tuple(sorted(now))))
    return changes


def _properties(items: Sequence[ItemText], extractor: Extractor, standardizer: Standardizer) -> list[_Properties]:
    found = extractor.extract([part for item in items for part in (item.title, item.text)])
    now = datetime.now(UTC)
    read = []
    for item, title, text in zip(items, found[::2], found[1::2], strict=True):
        properties: _Properties = defaultdict(set)
        mentions = [*to_mentions("title", title.spans), *to_mentions("text", text.spans)]
        texts: Texts = {"title": item.title, "text": item.text}
        for each in to_properties((), mentions, standardizer, None, now, texts)[0]:
            properties[each.name].add(each.value)
        read.append(dict(properties))
    return read
