"""Judged queries: each says by fields that the service never sees which items are right."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CONDITION = re.compile(r"(?P<name>[a-z_]+)(?P<sign>[:~<>])")
# Not the "&" of "Children & Toys".
_AND = re.compile(r" & (?![A-Z])")
_QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with the conditions of its right items. All must hold.

    A condition is `field:a|b` (the field is one of the values), `field~a|b` (it says one of the words), `field<10`,
    words `a|b` that title or text must say, or `!a|b` that they must not say. `a*` says the beginning of a word.
    """

    catalog: str
    kind: str
    text: str
    conditions: tuple[str, ...]

    def is_right(self, item: Mapping[str, Any]) -> bool:
        return all(_holds(condition, item) for condition in self.conditions)


def lists_of(catalog: str) -> list[str]:
    """Returns the names of a catalog's lists of queries. Those with an addition were written to be measured once."""
    names = [catalog, f"{catalog}-held", f"{catalog}-fresh"]
    return [name for name in names if (_QUERIES / f"{name}.txt").exists()]


def read_judged(catalog: str, name: str) -> list[Judged]:
    """Returns the queries of a list. A line is `query | condition & condition`; `# kind: …` names what follows."""
    found, kind = [], ""
    for line in (_QUERIES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# kind: "):
            kind = line.removeprefix("# kind: ")
        elif line.strip() and not line.startswith("#"):
            text, _, conditions = line.partition(" | ")
            found.append(Judged(catalog, kind, text, tuple(each.strip() for each in re.split(_AND, conditions))))
    return found


def _holds(condition: str, item: Mapping[str, Any]) -> bool:
    match = _CONDITION.match(condition)
    if match is None:
        says = _says(condition.removeprefix("!"), f"{item['title']} {item['description']}")
        return says != condition.startswith("!")
    field, rest = item.get(match["name"]), condition[match.end() :]
    match match["sign"]:
        case ":":
            return any(str(each) in rest.split("|") for each in (field if isinstance(field, list) else [field]))
        case "~":
            return _says(rest, str(field))
        case sign:
            return field is not None and (field < float(rest)) == (sign == "<")


def _says(words: str, text: str) -> bool:
    forms = "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\\d", r"\d") for word in words.split("|"))
    return re.search(rf"(?<!\w)(?:{forms})(?!\w)", text, re.IGNORECASE) is not None
