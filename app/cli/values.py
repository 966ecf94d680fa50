"""How tables show the values of properties."""

from typing import Any


def filter_value(name: str, value: str) -> str:
    """Returns the standard value as `--filter NAME:` takes it, with the escape that a few values need."""
    from app.domain.filters import Filter, format_filter

    return format_filter(Filter(name, value)).removeprefix(f"{name}:")


def other_display(prop: dict[str, Any]) -> str:
    """Returns what people see, if it is not the standard value itself."""
    display = str(prop["display"])
    return "" if display == prop["value"] else display


def marks(prop: dict[str, Any]) -> str:
    """Returns what else the service says of a value: the narrower value that implies it, its qualifier, a conflict."""
    said = [f"{mark}: {prop[mark]}" for mark in ("narrower", "qualifier") if prop.get(mark)]
    return ", ".join([*said, *(["conflict"] if prop.get("conflict") else [])])
