"""The file of merges: `suggest` writes it, a person edits it, and `apply` reads it."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.cli.files import one_line, toml_text
from app.domain.aliases.entries import Entry
from app.errors import SettingsError

_HEAD = """\
# Values that may be the same, the likeliest first. Nothing is merged yet: delete wrong entries, edit the others, then
# run `itemgraph vocabulary apply` on this file. It replaces `aliases` by `value`, in items and in queries.
"""
_MERGE = re.compile(r"[ \t]*\[\[[ \t]*merge[ \t]*\]\][ \t]*(?:#.*)?\r?")
_LONGEST_EXAMPLE = 80
_KEYS = {"name", "value", "aliases", "display"}


def merges_to_toml(suggestions: Sequence[dict[str, Any]]) -> str:
    """Returns the text of a file that proposes these merges, as `GET /vocabulary/suggestions` answers them."""
    return _HEAD + "".join(_to_toml(suggestions))


def read_merges(file: Path) -> list[Entry]:
    """Reads the entries of a file. Raises SettingsError with all faults and their lines."""
    try:
        text = file.read_text(encoding="utf-8")
        read = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: expected TOML, found {error}") from error
    # `splitlines` would also split at characters that do not end a line in TOML.
    lines = [n for n, line in enumerate(text.split("\n"), 1) if _MERGE.fullmatch(line)]
    faults = [f"{file}: expected [[merge]] tables only, found {key!r}" for key in read if key != "merge"]
    merges = read.get("merge", [])
    if not isinstance(merges, list) or len(lines) != len(merges):
        raise SettingsError(f"{file}: expected each [[merge]] on its own line")
    placed = list(zip(lines, merges, strict=True))
    faults += [f"{file}:{line}: {fault}" for line, merge in placed for fault in _faults(merge)]
    faults += [] if faults else [f"{file}:{fault}" for fault in _contradictions(placed)]
    if faults:
        raise SettingsError("\n".join(faults))
    return [Entry(each["name"], each["value"], tuple(each["aliases"]), each.get("display")) for each in merges]


def _faults(merge: dict[str, Any]) -> Iterator[str]:
    for key in sorted(merge.keys() - _KEYS):
        yield f"expected {', '.join(sorted(_KEYS))}, found {key!r}"
    for key in ("name", "value", "display"):
        found = merge.get(key, "" if key == "display" else None)
        if not isinstance(found, str) or (key != "display" and not found):
            yield f"{key}: expected a text, found {found!r}"
    aliases = merge.get("aliases")
    if not isinstance(aliases, list) or not aliases or not all(isinstance(each, str) and each for each in aliases):
        yield f"aliases: expected a list of texts, found {aliases!r}"


def _contradictions(placed: list[tuple[int, dict[str, Any]]]) -> Iterator[str]:
    """Finds aliases of two values, of themselves, or of a value that is itself an alias: merges do not chain."""
    claimed: dict[tuple[str, str], int] = {}
    for line, merge in placed:
        for alias in merge["aliases"]:
            other = claimed.setdefault((merge["name"], alias), line)
            if other != line:
                yield f"{line}: {alias!r} is an alias at line {other} too"
    for line, merge in placed:
        other = claimed.get((merge["name"], merge["value"]), 0)
        if other:
            yield f"{line}: the value {merge['value']!r} is an alias at line {other}"


def _to_toml(suggestions: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yields a table for each value, in the order of the likeliest aliases."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in suggestions:
        groups.setdefault((each["name"], each["value"]), []).append(each)
    for (name, value), group in groups.items():
        aliases = ", ".join(toml_text(each["alias"]) for each in group)
        yield f"\n[[merge]]\nname = {toml_text(name)}\nvalue = {toml_text(value)}\naliases = [{aliases}]\n"
        yield from (f"# {_comment(each)}\n" for each in group)


def _comment(each: dict[str, Any]) -> str:
    examples = "; ".join(f"{one['id']} {toml_text(one['text'][:_LONGEST_EXAMPLE])}" for one in each["examples"])
    value, alias = toml_text(each["value"]), toml_text(each["alias"])
    return (
        f"{each['reason']}: {value} on {each['items']:,} items, {alias} on {each['alias_items']:,}, "
        f"both on {each['together']:,}; e.g. {one_line(examples)}"
    )
