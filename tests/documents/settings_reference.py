"""The page of all settings, made from `app.settings.Settings`."""

from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le, MinLen
from pydantic.fields import FieldInfo

from app.settings import DEFAULT_MODEL, Settings

HEAD = """\
# Settings

The service reads its settings from environment variables, once, when it starts. A value that is not allowed stops the
start with a message that names the setting. `–` means that there is no default.

| setting | default | allowed values | meaning |
| --- | --- | --- | --- |
"""
_KINDS = {int: "a whole number", float: "a number", bool: "`true` or `false`", Path: "a path"}


def settings_page() -> str:
    """The page in Markdown. The order is that of the settings class."""
    return HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    return f"| `{name.upper()}` | {_default(field)} | {_allowed(field)} | {field.description} |\n"


def _default(field: FieldInfo) -> str:
    value = "model/bundles/default" if field.default == str(DEFAULT_MODEL) else field.default
    return "–" if value in ("", None) else f"`{value}`"


def _allowed(field: FieldInfo) -> str:
    kind = _without_none(field.annotation)
    if get_origin(kind) is Literal:
        return ", ".join(f"`{each}`" for each in get_args(kind))
    words = [_KINDS.get(kind, "text"), *_bounds(field.metadata)]
    return ", ".join(words)


def _without_none(annotation: Any) -> Any:
    if isinstance(annotation, UnionType):
        return next(each for each in get_args(annotation) if each is not NoneType)
    return annotation


def _bounds(metadata: list[Any]) -> list[str]:
    low = next((each.ge for each in metadata if isinstance(each, Ge)), None)
    high = next((each.le for each in metadata if isinstance(each, Le)), None)
    words = [f"at least {each.min_length} characters" for each in metadata if isinstance(each, MinLen)]
    if low is not None and high is not None:
        return [*words, f"{low:,} to {high:,}"]
    return [*words, f"at least {low:,}"] if low is not None else words
