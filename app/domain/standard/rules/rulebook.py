"""The rules of properties, in the form that the standardizer uses."""

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.standard.rules.edges import Phrases
from app.domain.standard.words import fold, fold_word, spelling, word_set

# An entry of [values], in TOML a list of aliases or a table of both lists.
Value = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for the values of one property. The comment of `default.toml` explains the keys."""

    # Other names of the property.
    names: tuple[str, ...]
    reads: tuple[str, ...]
    loose: bool
    singular: bool
    single: bool
    head: bool
    compound: bool
    # Spelling of words that may lead a value in a text → the property that they are.
    leading: Mapping[str, str]
    # Values that the rules list, or find in texts.
    whole: frozenset[str]
    letters: frozenset[str]
    by_dimension: bool
    bare_unit: str
    before: Phrases
    after: Phrases
    about: Phrases
    qualifiers: Phrases
    shades: Phrases
    designs: Phrases
    # Whether values may have shares: "60% cotton 40% polyester".
    shares: bool
    # Separators between several values in one.
    joins: re.Pattern[str] | None
    invariable: frozenset[str]
    irregular: Mapping[str, str]
    systems: Mapping[str, str]
    sides: Mapping[str, str]
    # Side → the property that measures it.
    side_properties: Mapping[str, str]
    containers: frozenset[str]
    things: frozenset[str]
    # Spelling of a value or alias → value.
    values: Mapping[str, str]
    # Canonical unit → the property that measures it.
    dimensions: Mapping[str, str]
    # Value → all more general values, the nearest first.
    broader: Mapping[str, tuple[str, ...]]


def to_rules(name: str, keys: Mapping[str, Any]) -> Rules:
    """Makes rules from the keys of a valid file. The property's name is dropped at both ends of a value."""
    names = [each.replace("_", " ") for each in (name, *keys["names"])]
    own = {"before": names, "after": names}
    keys_of_phrases = ("before", "after", "about", "qualifiers", "shades", "designs")
    phrases = {key: Phrases([*keys[key], *own.get(key, [])]) for key in keys_of_phrases}
    values = spellings(keys["values"])
    above = above_values(keys["values"])
    return Rules(
        names=tuple(keys["names"]),
        reads=tuple(keys["reads"]),
        loose=keys["spelling"] == "loose",
        singular=keys["singular"],
        single=keys["single"],
        head=keys["head"],
        compound=keys["compound"],
        whole=frozenset([*values.values(), *map(fold, keys["absent"])]),
        leading={spelling(said): name for name, all_ in keys["leading"].items() for said in all_},
        letters=frozenset(keys["letters"]),
        by_dimension=keys["by_dimension"],
        bare_unit=keys["bare_unit"],
        shares="#%" in keys["qualifiers"],
        joins=_joins(keys["joins"]),
        invariable=frozenset(keys["invariable"]),
        irregular=keys["irregular"],
        systems=_inverse(keys["systems"]),
        sides=_inverse(keys["sides"]),
        side_properties={side: name for name, sides in keys["side_properties"].items() for side in sides},
        containers=frozenset(keys["containers"]),
        things=frozenset(keys["things"]),
        values=values,
        dimensions={unit: name for name, units in keys["dimensions"].items() for unit in units},
        broader={value: tuple(ancestors(value, above)) for value in above},
        **phrases,
    )


def spellings(entries: Mapping[str, Value]) -> dict[str, str]:
    """Spelling of each value and alias → value."""
    return {spelling(said): fold(value) for value, entry in entries.items() for said in (value, *entry["aliases"])}


def above_values(entries: Mapping[str, Value]) -> dict[str, list[str]]:
    """Returns the values directly above each value. Aliases are replaced by their values."""
    values = spellings(entries)
    return {
        fold(value): [values.get(spelling(said), fold(said)) for said in entry["broader"]]
        for value, entry in entries.items()
    }


def ancestors(value: str, above: Mapping[str, list[str]]) -> list[str]:
    """Returns all broader values, the nearest first. The value itself is among them only in a cycle."""
    found: list[str] = []
    waiting = list(above[value])
    while waiting:
        nearest = waiting.pop(0)
        if nearest not in found:
            found.append(nearest)
            waiting += above.get(nearest, [])
    return found


def _joins(texts: Iterable[str]) -> re.Pattern[str] | None:
    forms = [rf"\b{re.escape(text)}\b" if text.isalpha() else re.escape(text) for text in texts]
    return re.compile("|".join(forms)) if forms else None


def _inverse(names: Mapping[str, list[str]]) -> dict[str, str]:
    return {said: name for name, all_ in names.items() for said in (name, *all_)}


@dataclass(frozen=True)
class Rulebook:
    """The rules of every property. `keys` are the merged files; `default` is for properties without a file."""

    keys: Mapping[str, Mapping[str, Any]]
    _rules: Mapping[str, Rules] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rules", {name: to_rules(name, keys) for name, keys in self.keys.items()})

    def rules(self, name: str) -> Rules:
        """Returns the rules of a property, or the default rules."""
        return self._rules.get(name) or self._rules["default"]

    def name(self, said: str) -> str:
        """Returns the property that a folded name means: "colour" is color."""
        return self._names.get(said, said)

    def measures(self, name: str) -> frozenset[str]:
        """Returns the canonical units that a property of this name measures: grams for `net_weight`."""
        within = f"_{name}_"
        return frozenset(unit for said, unit in self._pairs("measures") if f"_{said}_" in within)

    def beside(self, text: str) -> frozenset[str]:
        """Returns the hints of a text's words: canonical units, and kinds of sizes such as `clothes`."""
        found = frozenset[str]().union(*(self._beside.get(word, ()) for word in word_set(text)))
        return (found - {"g"}) | {"ml"} if "vessel" in found else found

    @functools.cached_property
    def _beside(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for said, kind in self._pairs("beside"):
            found.setdefault(fold_word(said), set()).add(kind)
        return found

    def _pairs(self, table: str) -> Iterator[tuple[str, str]]:
        return ((said, kind) for kind, all_ in self.keys["default"][table].items() for said in all_)

    @functools.cached_property
    def _names(self) -> Mapping[str, str]:
        return {said: name for name, keys in self.keys.items() for said in keys["names"]}

    def listing(self, said: str) -> list[str]:
        """Returns the properties that list a spelling as a value or an alias."""
        return self._listing.get(said, [])

    @functools.cached_property
    def _listing(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, rules in self._rules.items():
            for said in rules.values:
                found.setdefault(said, []).append(name)
        return found

    @functools.cached_property
    def digest(self) -> str:
        """Identifies the rules. If it changes, stored items must be read again."""
        return hashlib.sha256(json.dumps(self.keys, sort_keys=True).encode()).hexdigest()
