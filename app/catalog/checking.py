"""Checks what a person says of an item, and names the place of what cannot be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.corrections.verdicts import key_of
from app.domain.items import LONGEST_VALUE, Action, Correction, Field, Item, Key, Source, Stretch
from app.domain.standard import Standardizer
from app.errors import Fault, InvalidInput

_SHOWN = 10
# The fields that an action needs beside the property, and those that it also takes.
_NEEDS: Mapping[Action, tuple[str, ...]] = {
    "accept": ("value",),
    "reject": ("value",),
    "change": ("value", "new_value"),
    "mark": ("span",),
    "missing": ("value",),
}
_TAKES: Mapping[Action, tuple[str, ...]] = {"mark": ("value",), "missing": ("span",)}
_NOBODY_YET = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says, as the caller sent it. `span`: field, start, end and, if sent, the words there."""

    action: Action
    name: str
    value: str | None = None
    new_value: str | None = None
    span: tuple[Field, int, int, str | None] | None = None
    by: str | None = None
    note: str | None = None


def check_said(item: Item, said: Said, standardizer: Standardizer) -> Correction:
    """Returns the correction, still without id, time and key. Raises InvalidInput."""
    if faults := list(field_faults(said)):
        raise InvalidInput(faults)
    name = standardizer.name(said.name)
    span = _stretch(item, *said.span) if said.span else None
    value = said.value or (span.text if span else "")
    if said.action in ("accept", "reject", "change"):
        value = _held(item, said, (name, value), standardizer)
    made = Correction("", said.action, name, value, _NOBODY_YET, said.new_value, span, said.by, None, said.note)
    if made.states is not None:
        _check_value(said, key_of(name, made.states, standardizer)[1], value)
    return made


def check_stated(item: Item, made: Correction, standardizer: Standardizer) -> None:
    """Raises InvalidInput if the item, made with the correction, lacks the value: its owner gave something else."""
    if made.states is None:
        return
    name, value = key_of(made.name, made.states, standardizer)
    if (name, value) not in {(prop.name, prop.value) for prop in item.properties}:
        given = [prop.value for prop in item.properties if prop.name == name and prop.source == "given"]
        detail = f"{name} {value!r} contradicts what the owner gave ({_listed(given)}); change that with PUT /items/ID"
        raise InvalidInput([Fault(_pointer(made), detail)])


def field_faults(said: Said) -> Iterator[Fault]:
    """Yields the fields that an action lacks, and those that it does not take."""
    needed, taken = _NEEDS[said.action], _TAKES.get(said.action, ())
    for field in ("value", "new_value", "span"):
        sent = getattr(said, field) is not None
        if field in needed and not sent:
            yield Fault(f"/{field}", f"missing; `{said.action}` needs it")
        elif sent and field not in (*needed, *taken):
            yield Fault(f"/{field}", f"`{said.action}` takes no {field}")


def _stretch(item: Item, field: Field, start: int, end: int, said: str | None) -> Stretch:
    text = item.title if field == "title" else item.text
    there = text[start:end]
    if not 0 <= start < end <= len(text):
        raise InvalidInput([Fault("/span", f"{start} to {end} is not in the {field}, of {len(text)} characters")])
    if len(there) > LONGEST_VALUE:
        raise InvalidInput([Fault("/span", f"{len(there)} characters; expected at most {LONGEST_VALUE}")])
    if said is not None and said != there:
        detail = f"the {field} says {there!r} there; offsets count code points, and `end` is exclusive"
        raise InvalidInput([Fault("/span/text", detail)])
    return Stretch(field, start, end, there)


def _held(item: Item, said: Said, asked: Key, standardizer: Standardizer) -> str:
    """Returns the standard value that the item has, had, or has as a conflict. Raises InvalidInput if it has none."""
    held: dict[Key, Source] = {
        key_of(each.name, value, standardizer): "corrected"
        for each in item.corrections
        for value in (each.rejects, each.states)
        if value is not None
    }
    held |= {(prop.name, prop.value): prop.source for prop in (*item.properties, *item.conflicts)}
    key = asked if asked in held else key_of(*asked, standardizer)
    if key not in held:
        raise InvalidInput([_unknown(key, held)])
    if held[key] == "given" and said.action != "accept":
        raise InvalidInput([Fault("/value", f"the owner gave {key[0]} {key[1]!r}; change that with PUT /items/ID")])
    return key[1]


def _unknown(key: Key, held: Iterable[Key]) -> Fault:
    values = [value for name, value in held if name == key[0]]
    if values:
        return Fault("/value", f"the item has no {key[0]} {key[1]!r}; it has {_listed(values)}")
    return Fault("/property", f"the item has no {key[0]}; it has {_listed(name for name, _ in held)}")


def _check_value(said: Said, stated: str, before: str) -> None:
    """Raises InvalidInput if the words state no value, or the value that they change."""
    pointer = "/new_value" if said.new_value else "/value" if said.value else "/span"
    if not stated:
        raise InvalidInput([Fault(pointer, f"expected a value of {said.name}, with a letter or a digit")])
    if said.action == "change" and stated == before:
        raise InvalidInput([Fault(pointer, f"it means {before!r} too; expected another value")])


def _pointer(made: Correction) -> str:
    return {"change": "/new_value", "mark": "/span"}.get(made.action, "/value")


def _listed(values: Iterable[str]) -> str:
    distinct = sorted(set(values))
    more = f" and {len(distinct) - _SHOWN} more" if len(distinct) > _SHOWN else ""
    return (", ".join(map(repr, distinct[:_SHOWN])) or "nothing") + more
