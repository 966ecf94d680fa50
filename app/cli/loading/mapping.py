"""Maps the columns of a record to an item, and counts the values that are left out."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.items import LONGEST_NAME

# The columns that become a field of the item, in any case. Of several, the first one that a record has is used.
FIELDS = {
    "id": ("id", "sku"),
    "title": ("title", "name"),
    "text": ("text", "description"),
    "url": ("url",),
    "image": ("image",),
}
_MAX_UNNAMED_VALUE, _MAX_VALUE = 64, 256
_NO_VALUES = ("nan", "null", "n/a", "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!")


@dataclass(slots=True)
class ItemMapping:
    """Maps records to items.

    `properties` names the columns that become properties, in any case. If it is None, every column does, with values of
    up to 64 characters. `left_out` counts the values left out, by column and reason. `renamed` has the new names of
    columns whose own name is not allowed for a property.
    """

    properties: Sequence[str] | None = None
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    renamed: dict[str, str] = field(default_factory=dict)

    def to_item(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Returns an item in the form of `POST /items`. It has the fields of the record; the service checks them."""
        rest = dict(values)
        item = _pop_fields(rest)
        given = rest.pop("properties", None)
        if isinstance(given, list):  # A line of `itemgraph export`: its other fields are not properties.
            given = _given_of(given, rest.get("given"))
            item |= {"corrections": rest["corrections"]} if rest.get("corrections") else {}
        elif given is None or isinstance(given, dict):
            longest = _MAX_UNNAMED_VALUE if self.properties is None else _MAX_VALUE
            given = {
                **self._given(self._wanted(flatten(rest)), longest),
                **self._given(flatten(given or {}), _MAX_VALUE),
            }
        return {**item, "properties": given} if given else item

    def missing(self, columns: Iterable[str]) -> list[str]:
        """Returns the names in `properties` that are not among these columns."""
        known = set(columns)
        return [name for name in self.properties or () if not any(_is_in(name, column) for column in known)]

    def _wanted(self, columns: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        for name, value in columns:
            if self.properties is None or any(_is_in(each, folded(name)) for each in self.properties):
                yield name, value

    def _given(self, columns: Iterable[tuple[str, Any]], longest: int) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for column, value in columns:
            kept = [each for each in _listed(value) if self._is_readable(column, each, longest)]
            name = self._name(column) if kept else None
            if name is not None:
                kept = [*_listed(given.get(name)), *kept]
                given[name] = kept if len(kept) > 1 or isinstance(value, list) else value
        return given

    def _is_readable(self, column: str, value: Any, longest: int) -> bool:
        """Whether a property can have this value. Empty values are left out without being counted."""
        reason = _reason(value, longest)
        if reason:
            self.left_out[column, reason] += 1
        return not reason and not (isinstance(value, str) and not value.strip())

    def _name(self, column: str) -> str | None:
        """Returns the name of the property: the column's name without colons and without leading hyphens."""
        from app.domain.standard import clean  # Takes half a second: only when a file is read.

        name = " ".join(clean(column).replace(":", " ").split()).lstrip("- ")
        wrong = None if any(map(str.isalnum, name)) else "it has no name"
        if len(name) > LONGEST_NAME:
            wrong = f"its name is longer than {LONGEST_NAME} characters"
        if wrong:
            self.left_out[column, wrong] += 1
            return None
        if name != " ".join(column.split()):
            self.renamed[column] = name
        return name


def flatten(columns: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yields names and values. A name inside an object gets the object's name and a dot in front."""
    for name, value in columns.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{above}{name}.")
        else:
            yield above + name, value


def folded(name: str) -> str:
    """Returns the form of a column's name for comparisons: stripped and in lower case."""
    return name.strip().casefold()


def _is_in(wanted: str, column: str) -> bool:
    """Whether a folded column is the wanted one, or inside it."""
    return column == folded(wanted) or column.startswith(folded(wanted) + ".")


def _pop_fields(rest: dict[str, Any]) -> dict[str, Any]:
    """Removes the columns that become fields of the item from the record, and returns the fields."""
    names: dict[str, str] = {}
    for name in sorted(rest, key=lambda name: name != folded(name)):  # A name in lower case comes first.
        names.setdefault(folded(name), name)
    item: dict[str, Any] = {}
    for key, columns in FIELDS.items():
        column = next((names[each] for each in columns if each in names and rest[names[each]] is not None), None)
        if column is not None:
            item[key] = rest.pop(column)
    if isinstance(item.get("id"), int):
        item["id"] = str(item["id"])
    if "properties" not in rest and "properties" in names:
        rest["properties"] = rest.pop(names["properties"])
    return item


def _given_of(properties: list[Any], sent: Any) -> dict[str, list[str]]:
    """Returns the owner's properties of an exported item. The service derives the others again.

    `sent` has them as the owner sent them. An answer of `GET /items` lacks it; then they are those of source `given`,
    without values that another value implies (`narrower`).
    """
    if not (isinstance(sent, list) and all(isinstance(each, list) and len(each) == 2 for each in sent)):
        sent = [(each["name"], each["display"]) for each in properties if _is_given(each)]
    given: dict[str, list[str]] = {}
    for name, value in sent:
        given.setdefault(name, []).append(value)
    return given


def _is_given(prop: Any) -> bool:
    return isinstance(prop, dict) and prop.get("source") == "given" and prop.get("narrower") is None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _reason(value: Any, longest: int) -> str | None:
    """Returns why a property cannot have this value; None if it can, or if the value is empty."""
    if value is None:
        return "null in a list"
    if isinstance(value, dict | list):
        return "an object in a list" if isinstance(value, dict) else "a list in a list"
    if isinstance(value, float) and not math.isfinite(value):
        return "not a number"
    text = str(value).strip()
    if text and not any(map(str.isalnum, text)):
        return "no letter or digit"
    if text.casefold() in _NO_VALUES:
        return "a word for no value"
    if len(text) > longest:
        return f"longer than {longest} characters"
    return None
