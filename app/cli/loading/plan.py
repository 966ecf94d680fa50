"""The mapping file of a load: what each column becomes, and constant properties."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.cli.files import one_line, toml_text
from app.cli.loading.mapping import FIELDS, ItemMapping, flatten, folded
from app.errors import SettingsError

_TARGETS = (*FIELDS, "property", "property:NAME", "ignore")
_LONG_VALUE = 64
# Further names of these columns in the files of shops; a load without a mapping file does not know them.
_PROPOSED = {
    "id": ("handle", "product_id", "product id", "item_id", "artikelnummer", "artikelnr", "referenz", "ean", "gtin"),
    "title": ("product title", "product name", "product_name", "titel", "bezeichnung", "artikelname", "nom"),
    "text": ("body (html)", "body", "short description", "short_description", "beschreibung", "langtext"),
    "url": ("link", "product url", "product_url"),
    "image": ("images", "image src", "image_url", "bild", "image link"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The contents of a mapping file. Columns that it does not name are mapped as without a file.

    `targets` has the target of columns by their names in lower case: a field of the item, `property`, `property:NAME`
    or `ignore`. Several columns for one field are joined with line feeds. `constants` are properties that every item
    gets unless its record has them.
    """

    targets: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)

    def missing(self, columns: Iterable[str]) -> list[str]:
        """Returns the columns that the file names and that are not among these, in lower case."""
        return sorted(self.targets.keys() - set(columns))

    def apply(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the record with its columns renamed: fields by their names, properties in `properties`."""
        own = {} if values.get("properties") is None else values["properties"]
        if not isinstance(own, dict):  # A line of `itemgraph export`, or a record that the service will refuse.
            return dict(values)
        rest: dict[str, Any] = {}
        fields: dict[str, list[Any]] = {}
        given: dict[str, Any] = {**self.constants, **own}
        for column, value in flatten({name: value for name, value in values.items() if name != "properties"}):
            target, _, name = self.targets.get(folded(column), "").partition(":")
            if target in FIELDS:
                fields.setdefault(target, []).append(value)
            elif target == "property":
                given[name or column] = value
            elif not target:
                rest[column] = value
        return {**rest, **{name: _joined(found) for name, found in fields.items()}, "properties": given}


def read_plan(file: Path) -> Plan:
    """Reads a mapping file. Raises SettingsError with all faults."""
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: expected TOML, found {error}") from error
    columns, constants = (read.get(key, {}) for key in ("columns", "constants"))
    others = sorted(read.keys() - {"columns", "constants"})
    faults = [f"{file}: expected [columns] and [constants], found {key!r}" for key in others]
    if not isinstance(columns, dict) or not isinstance(constants, dict):
        raise SettingsError(f"{file}: expected [columns] and [constants] as tables")
    faults += [
        f"{file}: {column} = {target!r}: expected {', '.join(_TARGETS)}"
        for column, target in columns.items()
        if not _is_target(target)
    ]
    if faults:
        raise SettingsError("\n".join(faults))
    return Plan({folded(column): target for column, target in columns.items()}, constants)


def propose_plan(records: Sequence[Mapping[str, Any]]) -> str:
    """Returns a mapping file for such records. Comments show the first three as they would be sent."""
    columns = dict.fromkeys(name for record in records for name, _ in flatten(record) if name.strip())
    targets = dict(_proposed(list(columns), records))
    lines = ["# What each column becomes: " + ", ".join(_TARGETS), "[columns]"]
    lines += [f"{toml_text(column)} = {toml_text(target)}" for column, target in targets.items()]
    lines += ["", "# Properties that every item gets unless its record has them.", "[constants]", ""]
    plan, mapping = Plan({folded(column): target for column, target in targets.items()}), ItemMapping()
    lines += [f"# {one_line(repr(mapping.to_item(plan.apply(record))))}" for record in records[:3]]
    return "\n".join(lines) + "\n"


def _proposed(columns: Sequence[str], records: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for column in columns:
        known = (name for name, names in FIELDS.items() if folded(column) in (*names, *_PROPOSED[name]))
        target = next(known, None)
        if target is None or (target in taken and target != "text"):
            values = (value for record in records for name, value in flatten(record) if name == column)
            target = "text" if any(isinstance(each, str) and len(each) > _LONG_VALUE for each in values) else "property"
        taken.add(target)
        yield column, target


def _is_target(target: Any) -> bool:
    if not isinstance(target, str):
        return False
    kind, colon, name = target.partition(":")
    return (kind == "property" and bool(name.strip())) if colon else target in _TARGETS


def _joined(values: list[Any]) -> Any:
    found = [value for value in values if value not in (None, "")]
    return found[0] if len(found) == 1 else "\n".join(map(str, found)) or None
