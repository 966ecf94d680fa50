"""Reads the configuration of a training from a file, from `--set` and from options, and says where a value is wrong."""

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from app.errors import SettingsError
from app.lifecycle.extras import training_extra
from model.faults import fault_to_text

if TYPE_CHECKING:
    from training.config import TrainConfig as TrainConfig

_JOB = "sagemaker."
_LIST = "`itemgraph train --settings` lists all"


@dataclass(frozen=True, slots=True)
class Said:
    """A value and its source: the name of a file, `--set`, an option or `hyperparameter`."""

    value: Any
    where: str


@dataclass(frozen=True, slots=True)
class ConfigField:
    """The documentation of a field of the configuration. Fields of the training job are named `sagemaker.NAME`."""

    name: str
    default: str
    meaning: str


def read_config(file: Path | None, sets: Sequence[str], options: Mapping[str, Any]) -> "TrainConfig":
    """Reads the configuration from a file. `NAME=VALUE` overrides the file, and an option that is not None both.

    Raises SettingsError with the field, the source of its value, and the expected value.
    """
    said = {name: Said(value, str(file)) for name, value in _of_file(file)} if file else {}
    for each in sets:
        name, equals, value = each.partition("=")
        if not equals:
            raise SettingsError(f"--set {each}: expected NAME=VALUE; {_LIST}")
        said[name] = Said(value, "--set")
    for name, value in options.items():
        if value is not None:
            said[name] = Said(value, f"--{name.rpartition('.')[-1].replace('_', '-')}")
    return to_config(said)


def to_config(said: Mapping[str, Said]) -> "TrainConfig":
    """Checks values by name, `sagemaker.NAME` for those of the job. Raises SettingsError as `read_config` does."""
    with training_extra():
        from training.config import TrainConfig

    values = {name: each.value for name, each in said.items() if not name.startswith(_JOB)}
    if job := {name.removeprefix(_JOB): each.value for name, each in said.items() if name.startswith(_JOB)}:
        values["sagemaker"] = job
    try:
        return TrainConfig.model_validate(values)
    except ValidationError as error:
        raise SettingsError("; ".join(_faults(error, said, [each.name for each in config_fields()]))) from error


def config_fields() -> list[ConfigField]:
    """Returns every field with its default and its meaning."""
    with training_extra():
        from training.config import TrainConfig

    return list(_fields(TrainConfig))


def hyperparameters(config: "TrainConfig") -> dict[str, str]:
    """Returns the fields that have been set, as hyperparameters for SageMaker; `to_config` reads them back.

    Fields that configure the training job itself are left out.
    """
    said = config.model_dump(mode="json", exclude_unset=True, exclude={"sagemaker", "checkpoints"})
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items()}


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[ConfigField]:
    for name, field in model.model_fields.items():
        default = field.default
        if isinstance(default, BaseModel):
            yield from _fields(type(default), f"{name}.")
        else:
            shown = "" if default in (None, ()) else json.dumps(default) if isinstance(default, bool) else str(default)
            yield ConfigField(prefix + name, shown, field.description or "")


def _of_file(file: Path) -> Iterator[tuple[str, Any]]:
    if not file.is_file():
        raise SettingsError(f"{file}: no such file; expected a configuration in TOML or JSON")
    raw = file.read_bytes()
    try:
        read = json.loads(raw) if file.suffix == ".json" else tomllib.loads(raw.decode())
    except ValueError as error:
        raise SettingsError(f"{file}: expected {'JSON' if file.suffix == '.json' else 'TOML'}: {error}") from error
    if not isinstance(read, dict):
        raise SettingsError(f"{file}: expected an object of settings, found {type(read).__name__}")
    for name, value in read.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        else:
            yield name, value


def _faults(error: ValidationError, said: Mapping[str, Said], known: Sequence[str]) -> Iterator[str]:
    for each in error.errors():
        path = [str(part) for part in each["loc"]]
        name = next((n for n in (".".join(path[:2]), *path[:1]) if n in said), ".".join(path))
        where = f"{said[name].where}: " if name in said else ""
        if each["type"] == "extra_forbidden":
            near = difflib.get_close_matches(name, known, n=1)
            yield f"{where}no setting is called {name!r}; {f'did you mean {near[0]}? ' if near else ''}{_LIST}"
        elif not path:
            yield fault_to_text(each)
        else:
            yield f"{where}{name} {each['input']!r}: {fault_to_text(each)}"
