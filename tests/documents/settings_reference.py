"""The page of all settings, made from the classes of the service's and of a training's settings."""

from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MinLen
from pydantic.fields import FieldInfo

from app.settings import DEFAULT_MODEL, Settings
from training.config import JobConfig, TrainConfig

HEAD = """\
# Settings

`–` means that there is no default.

## The service

The service reads these environment variables once, when it starts. A value that is not allowed stops the start with a
message that names the setting.

"""
TRAINING_HEAD = """
## Training

`itemgraph train` takes these from a TOML or JSON file (`--config FILE`), then from `--set NAME=VALUE`, then from its
own options. In TOML, `sagemaker.role` is `role` in the table `[sagemaker]`.

"""
_COLUMNS = """\
| setting | default | allowed values | meaning |
| --- | --- | --- | --- |
"""
_KINDS = {int: "a whole number", float: "a number", bool: "`true` or `false`", Path: "a path", tuple: "texts"}


def settings_page() -> str:
    """The page in Markdown. The order is that of the classes."""
    service = "".join(_row(name.upper(), field) for name, field in Settings.model_fields.items())
    training = "".join(_row(name, field) for name, field in training_fields())
    return HEAD + _COLUMNS + service + TRAINING_HEAD + _COLUMNS + training


def training_fields() -> Iterator[tuple[str, FieldInfo]]:
    """The fields of TrainConfig; those of a job have names with a dot."""
    for name, field in TrainConfig.model_fields.items():
        if field.annotation is JobConfig:
            yield from ((f"{name}.{inner}", each) for inner, each in JobConfig.model_fields.items())
        else:
            yield name, field


def _row(name: str, field: FieldInfo) -> str:
    return f"| `{name}` | {_default(field)} | {_allowed(field)} | {field.description} |\n"


def _default(field: FieldInfo) -> str:
    value = "model/bundles/default" if field.default == str(DEFAULT_MODEL) else field.default
    if isinstance(value, bool):
        return f"`{value}`".lower()
    return "–" if value in ("", None, ()) else f"`{value}`"


def _allowed(field: FieldInfo) -> str:
    kind = _without_none(field.annotation)
    if get_origin(kind) is Literal:
        return ", ".join(f"`{each}`" for each in get_args(kind))
    words = [_KINDS.get(get_origin(kind) or kind, "text"), *_bounds(field.metadata)]
    return ", ".join(words)


def _without_none(annotation: Any) -> Any:
    if isinstance(annotation, UnionType):
        return next(each for each in get_args(annotation) if each is not NoneType)
    return annotation


def _bounds(metadata: list[Any]) -> list[str]:
    low = next((each.ge for each in metadata if isinstance(each, Ge)), None)
    high = next((each.le for each in metadata if isinstance(each, Le)), None)
    words = [
        f"at least {each.min_length} characters"
        for each in metadata
        if isinstance(each, MinLen) and each.min_length > 1
    ]
    words += [f"more than {each.gt}" for each in metadata if isinstance(each, Gt)]
    words += [f"matching `{each.pattern}`" for each in metadata if getattr(each, "pattern", None)]
    if low is not None and high is not None:
        return [*words, f"{low:,} to {high:,}"]
    return [*words, f"at least {low:,}"] if low is not None else words
