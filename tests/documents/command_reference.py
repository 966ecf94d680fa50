"""The page of all commands, made from the command line itself."""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from typer.main import get_command

from app.cli.application import cli

HEAD = """\
# Commands

`itemgraph` is the command line. In a checkout it is `.venv/bin/itemgraph`; in the image it is `/venv/bin/itemgraph`.
`itemgraph COMMAND --help` prints what this page says about a command. `itemgraph --version` prints the version, and
`itemgraph --install-completion` sets up completion in your shell.

In the tables below, `–` means that an option takes no value, or that there is no default.

"""
_COLUMNS = """\
| argument or option | value | default | meaning |
| --- | --- | --- | --- |
"""
_KINDS = {str: "text", Path: "a path", int: "a whole number", float: "a number", bool: "–"}


def commands_page() -> str:
    """The page in Markdown: a table of all commands, then a section for each command, in the groups of the help."""
    groups = [(panel, list(found)) for panel, found in groupby(_by_group(), key=lambda each: each[0])]
    index = "".join(_index(panel, name, command) for panel, found in groups for _, name, command in found)
    sections = (
        f"\n## {panel}\n" + "".join(_section(name, command) for _, name, command in found) for panel, found in groups
    )
    return HEAD + "| group | command | does |\n| --- | --- | --- |\n" + index + "".join(sections)


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that a user sees, with its full name (`vocabulary apply`), in the order of the page."""
    return ((name, command) for _, name, command in _by_group())


def _by_group() -> list[tuple[str, str, Any]]:
    """The group, name and command of every command; the groups stand in the order of their first commands."""
    found = list(_leaves("", "", get_command(cli)))
    groups = list(dict.fromkeys(panel for panel, _, _ in found))
    return sorted(found, key=lambda each: groups.index(each[0]))


def _leaves(panel: str, name: str, command: Any) -> Iterator[tuple[str, str, Any]]:
    if command.hidden:
        return
    panel = panel or getattr(command, "rich_help_panel", None) or ""
    if not hasattr(command, "commands"):
        yield panel, name, command
        return
    for word, child in command.commands.items():
        yield from _leaves(panel, f"{name} {word}".strip(), child)


def _index(panel: str, name: str, command: Any) -> str:
    return f"| {panel} | [`itemgraph {name}`](#{_anchor(name)}) | {_first(command)} |\n"


def _section(name: str, command: Any) -> str:
    usage = [
        f"itemgraph {name}",
        *(_placeholder(each) for each in command.params if each.param_type_name == "argument"),
    ]
    rows = "".join(_row(each) for each in parameters(command))
    table = f"\n{_COLUMNS}{rows}" if rows else ""
    return f"\n### itemgraph {name}\n\n{_text(command)}\n\n```\n{' '.join(usage)} [OPTIONS]\n```\n{table}"


def parameters(command: Any) -> list[Any]:
    """The arguments and options that a user sees."""
    return [each for each in command.params if not each.hidden and each.name != "help"]


def _row(parameter: Any) -> str:
    return f"| {_names(parameter)} | {_value(parameter)} | {_default(parameter)} | {_meaning(parameter)} |\n"


def _placeholder(argument: Any) -> str:
    name = (argument.metavar or argument.name.upper()) + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{_placeholder(parameter)}`"
    return ", ".join(f"`{each}`" for each in (*parameter.opts, *parameter.secondary_opts))


def _value(parameter: Any) -> str:
    """Returns the form of the value if the help names one (`NAME=VALUE`), or else its type with its bounds."""
    if parameter.metavar and parameter.param_type_name == "option":
        return f"`{parameter.metavar}`".replace("|", "\\|")
    kind = parameter.type_descriptor.annotation
    kind = next(iter(get_args(kind)), kind)
    if issubclass(kind, Enum):
        return ", ".join(f"`{member.value}`" for member in kind)
    return ", ".join(word for word in (_KINDS[kind], _bounds(parameter)) if word)


def _default(parameter: Any) -> str:
    value = parameter.default
    if parameter.required:
        return "required"
    if value in (None, "", False):
        return "–"
    return "on" if value is True else f"`{getattr(value, 'value', value)}`"


def _meaning(parameter: Any) -> str:
    words = [parameter.help or ""]
    if parameter.multiple and "repeat" not in words[0]:
        words.append("may be repeated")
    if parameter.envvar:
        words.append(f"environment: `{parameter.envvar}`")
    return "; ".join(each for each in words if each).replace("|", "\\|")


def _bounds(parameter: Any) -> str:
    low, high = parameter.min, parameter.max
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else ""


def _text(command: Any) -> str:
    return re.sub(r"[ \t]+", " ", (command.help or "").strip())


def _first(command: Any) -> str:
    return _text(command).split("\n\n")[0].replace("\n", " ")


def _anchor(name: str) -> str:
    return f"itemgraph-{name.replace(' ', '-')}"
