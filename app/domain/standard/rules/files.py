"""Rule files: `<property>.toml`, and `default.toml` for all other properties.

A file says how to read the values of one property. The comment at the head of the shipped `default.toml` explains its
keys. Every file extends `default.toml`, and a team's file extends the shipped one of the same name: lists and tables
are joined, other keys and `reads` are replaced. With `replace = true`, a team's file replaces the shipped one. In
[values] every key is a standard value: `gray = ["grey"]` gives its aliases, and
`navy = { aliases = ["navy blue"], broader = ["blue"] }` also gives more general values of the same property.

Only notes may lie beside the rule files: hidden files, folders, `.md`, `.txt`, README and LICENSE.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.standard.rules.forms import EMPTY, FINDING, form_faults
from app.domain.standard.rules.rulebook import Rulebook, above_values, ancestors, spellings
from app.domain.standard.words import fold, fold_case, singular, spelling
from app.errors import SettingsError

SHIPPED = Path(__file__).parent
DEFAULT = "default"
# From this ratio of common letters on, an unlisted broader value is taken for a misspelt one ("greyy", "grey").
_ALIKE = 0.8
_NOTES = {".md", ".txt"}
_NAMES_OF_NOTES = {"readme", "license"}


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    source: str
    keys: Mapping[str, Any]

    def at(self, *texts: str) -> str:
        """Returns `color.toml:12` for the line where the last of these texts is found, after the earlier ones."""
        line = 0
        lines = self.source.splitlines()
        for text in texts:
            said = re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])")
            # A text may be on the same line as the previous one.
            found = (n for n in range(max(line - 1, 0), len(lines)) if said.search(lines[n].split("#")[0]))
            line = next(found, line - 1) + 1
        return f"{self.path.name}:{max(line, 1)}"


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """Reads the shipped files, and a team's files on top. Raises SettingsError with every fault, by file and line."""
    return _load(folder) if folder else _load_shipped()


@cache
def _load_shipped() -> Rulebook:
    return _load(None)


def _load(folder: Path | None) -> Rulebook:
    faults: list[str] = []
    shipped = _read(SHIPPED, faults)
    team = _read(folder, faults) if folder else {}
    if faults:
        raise SettingsError("\n".join(faults))
    merged = {name: _merged(name, shipped, team) for name in {**shipped, **team}}
    for name, keys in merged.items():
        sources = [files[of] for of in (name, DEFAULT) for files in (team, shipped) if of in files]
        faults += _contradictions(keys, sources)
    faults += _names_twice(merged, [*team.values(), *shipped.values()])
    if faults:
        raise SettingsError("\n".join(sorted(set(faults))))
    return Rulebook(merged)


def _read(folder: Path, faults: list[str]) -> dict[str, _File]:
    if not folder.is_dir():
        found = "a file" if folder.exists() else "nothing there"
        faults.append(f"VOCABULARY={str(folder)!r}: expected a folder of rule files, found {found}")
        return {}
    paths = sorted(folder.iterdir())
    faults += [f"{path.name}: expected NAME.toml, a rule file" for path in paths if folder != SHIPPED and _is_odd(path)]
    read = [_read_file(path, faults) for path in paths if path.suffix == ".toml"]
    return {file.path.stem: file for file in read if file}


def _is_odd(path: Path) -> bool:
    """Whether a file is neither a rule file nor a note. It may be a rule file with a wrong ending."""
    is_note = path.suffix in _NOTES or path.stem.lower() in _NAMES_OF_NOTES or path.name.startswith(".")
    return path.is_file() and path.suffix != ".toml" and not is_note


def _read_file(path: Path, faults: list[str]) -> _File | None:
    name = fold_case(path.stem)
    if path.stem != name or not re.fullmatch(r"\w+", name):
        faults.append(f"{path.name}:1: expected a property's name in lower case with _ between words")
    try:
        source = path.read_text(encoding="utf-8")
        file = _File(path, source, tomllib.loads(source))
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}:1: expected a readable file in UTF-8, found {error}")
        return None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        faults.append(f"{path.name}:{line[1] if line else source.count(chr(10)) + 1}: expected TOML, found {error}")
        return None
    wrong = [f"{file.at(*where)}: {detail}" for where, detail in form_faults(file.keys)]
    if name == DEFAULT:
        misplaced = (key for key in FINDING if key in file.keys)
        wrong += [f"{file.at(key)}: {key}: expected it in the file of a property, not of all" for key in misplaced]
    faults += wrong
    return None if wrong else file


def _merged(name: str, shipped: Mapping[str, _File], team: Mapping[str, _File]) -> dict[str, Any]:
    """Returns the keys of a property: those of the default, extended by its own files."""
    layers = [*_layers(DEFAULT, shipped, team), *(_layers(name, shipped, team) if name != DEFAULT else [])]
    keys = EMPTY
    for layer in layers:
        keys = {key: _joined(key, keys[key], layer[key]) if key in layer else keys[key] for key in keys}
    return keys


def _layers(name: str, shipped: Mapping[str, _File], team: Mapping[str, _File]) -> list[Mapping[str, Any]]:
    files = [files[name].keys for files in (shipped, team) if name in files]
    return files[-1:] if files and files[-1].get("replace") else files


def _joined(key: str, below: Any, above: Any) -> Any:
    if key == "values":
        return below | {value: _entry(below.get(value), entry) for value, entry in above.items()}
    if isinstance(below, dict):
        both = {each: [*below[each], *above[each]] for each in below.keys() & above.keys() if key != "irregular"}
        return {**below, **above, **both}
    return [*below, *above] if isinstance(below, list) and key != "reads" else above


def _entry(below: Mapping[str, list[str]] | None, entry: Any) -> dict[str, list[str]]:
    given = entry if isinstance(entry, dict) else {"aliases": entry}
    under: Mapping[str, list[str]] = below or {}
    return {part: [*under.get(part, []), *given.get(part, [])] for part in ("aliases", "broader")}


def _contradictions(keys: Mapping[str, Any], files: Sequence[_File]) -> Iterator[str]:
    """Finds aliases of two values, wrong broader values, and singulars that are plurals."""
    claimed: dict[str, str] = {}
    above, listed = above_values(keys["values"]), spellings(keys["values"])
    for value, entry in keys["values"].items():
        for said in (value, *entry["aliases"]):
            owner = claimed.setdefault(spelling(said), value)
            if owner != value:
                detail = f"expected each alias under one value, found {said!r} at {owner!r} and {value!r}"
                yield f"{_place(files, value, said)}: {detail}"
        if fold(value) in ancestors(fold(value), above):
            yield f"{_place(files, value)}: expected no cycle of broader values, found {value!r} broader than itself"
        for said, near in _misspelt(entry["broader"], listed):
            detail = f'expected the listed {near!r}, found {said!r}; if it is another value, list it: "{said}" = []'
            yield f"{_place(files, value, said)}: {value!r}: broader: {detail}"
    for plural, one in keys["irregular"].items():
        again = singular(one, keys["irregular"], frozenset(keys["invariable"]))
        if again != one:
            yield f"{_place(files, plural)}: expected a singular, found {one!r}, whose own is {again!r}"


def _misspelt(broader: Sequence[str], listed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yields the broader values that are listed nowhere but resemble a listed spelling, with that value."""
    for said in broader:
        if spelling(said) in listed:
            continue
        for near in difflib.get_close_matches(spelling(said), listed, n=1, cutoff=_ALIKE):
            yield said, listed[near]


def _names_twice(merged: Mapping[str, Mapping[str, Any]], files: Sequence[_File]) -> Iterator[str]:
    """Finds names of two properties, and names of one property that are themselves properties."""
    owners = {name: name for name in merged}
    for name, keys in sorted(merged.items()):
        for said in keys["names"]:
            owner = owners.setdefault(said, name)
            if owner != name:
                detail = f"expected each name under one property, found {said!r} at {owner!r} and {name!r}"
                yield f"{_place([file for file in files if file.path.stem == name], said)}: {detail}"


def _place(files: Sequence[_File], *texts: str) -> str:
    """Returns the place of these texts in the first file that has all of them, otherwise in the first file."""
    saying = [file for file in files if all(text in file.source for text in texts)]
    return (saying or files)[0].at(*texts)
