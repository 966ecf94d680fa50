"""The rules of a property, and of all: what the rule files say, ready for use."""

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.standard.words import fold

Phrase = tuple[str, ...]
# An entry of [values], in TOML a list of aliases or a table of both lists.
Value = Mapping[str, list[str]]

_APOSTROPHES = re.compile(r"['’`´]")
_DOTTED = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?:\.|(?![^\W_]))(?![^\W_])")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐](?=[^\W_])|(?<=\d)[-‐](?=[^\W\d_])")
_AND = re.compile(r"(?<= )&(?= )")
_NUMBER = re.compile(r"^\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_IS_PLAIN = re.compile(r"[a-z0-9 ]*").fullmatch


def spelling(text: str) -> str:
    """Folded, and without what only spells a word otherwise: "T-Shirt", "men's", "H.P.", "Black & Decker"."""
    text = fold(text)
    if _IS_PLAIN(text):
        return text
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), _APOSTROPHES.sub("", text))
    return " ".join(_AND.sub("and", _HYPHEN.sub(" ", text)).split())


class Phrases:
    """Runs of words that are looked for at the ends of a text; `#` in a phrase is any number."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._all = frozenset(tuple(map(_bare, spelling(text).split())) for text in texts)
        self._lengths = sorted({len(phrase) for phrase in self._all}, reverse=True)
        self._has_number = any("#" in word for phrase in self._all for word in phrase)

    def at_start(self, words: list[str], start: int, end: int) -> int:
        """How many words from `start` are a phrase, and not all of them; 0 if none."""
        fitting = (n for n in self._lengths if n < end - start)
        return next((n for n in fitting if self._has(words[start : start + n])), 0)

    def at_end(self, words: list[str], start: int, end: int) -> int:
        """How many words before `end` are a phrase, and not all of them; 0 if none."""
        fitting = (n for n in self._lengths if n < end - start)
        return next((n for n in fitting if self._has(words[end - n : end])), 0)

    def strip(self, words: list[str]) -> list[str]:
        """The words without the phrases at either end; linear in the words."""
        start, end = 0, len(words)
        while length := self.at_start(words, start, end):
            start += length
        while length := self.at_end(words, start, end):
            end -= length
        return words[start:end]

    def _has(self, words: list[str]) -> bool:
        bare = tuple(map(_bare, words))
        return bare in self._all or (self._has_number and tuple(map(_number_sign, bare)) in self._all)


def _bare(word: str) -> str:
    return word.strip(".,:;") or word


def _number_sign(word: str) -> str:
    return _NUMBER.sub("#", word)


@dataclass(frozen=True, slots=True)
class Rules:
    """How the values of one property are read; the comment of `default.toml` says what each key means."""

    reads: tuple[str, ...]
    loose: bool
    singular: bool
    single: bool
    head: bool
    bare_unit: str
    before: Phrases
    after: Phrases
    about: Phrases
    qualifiers: Phrases
    shades: Phrases
    # What stands between several values in one.
    joins: re.Pattern[str] | None
    invariable: frozenset[str]
    irregular: Mapping[str, str]
    systems: Mapping[str, str]
    sides: Mapping[str, str]
    containers: frozenset[str]
    things: frozenset[str]
    # Spelling of a value or alias → value.
    values: Mapping[str, str]
    # Value → all that are more general, the nearest first.
    broader: Mapping[str, tuple[str, ...]]


def to_rules(name: str, keys: Mapping[str, Any]) -> Rules:
    """The rules that the keys of a faultless file make; the property's own name says nothing at either end."""
    own = {"before": [name.replace("_", " ")], "after": [name.replace("_", " ")]}
    keys_of_phrases = ("before", "after", "about", "qualifiers", "shades")
    phrases = {key: Phrases([*keys[key], *own.get(key, [])]) for key in keys_of_phrases}
    values = spellings(keys["values"])
    above = above_values(keys["values"])
    return Rules(
        reads=tuple(keys["reads"]),
        loose=keys["spelling"] == "loose",
        singular=keys["singular"],
        single=keys["single"],
        head=keys["head"],
        bare_unit=keys["bare_unit"],
        joins=_joins(keys["joins"]),
        invariable=frozenset(keys["invariable"]),
        irregular=keys["irregular"],
        systems=_inverse(keys["systems"]),
        sides=_inverse(keys["sides"]),
        containers=frozenset(keys["containers"]),
        things=frozenset(keys["things"]),
        values=values,
        broader={value: tuple(ancestors(value, above)) for value in above},
        **phrases,
    )


def spellings(entries: Mapping[str, Value]) -> dict[str, str]:
    """Spelling of each value and alias → value."""
    return {spelling(said): fold(value) for value, entry in entries.items() for said in (value, *entry["aliases"])}


def above_values(entries: Mapping[str, Value]) -> dict[str, list[str]]:
    """Value → the values right above it, by their own names where an alias is said."""
    values = spellings(entries)
    return {
        fold(value): [values.get(spelling(said), fold(said)) for said in entry["broader"]]
        for value, entry in entries.items()
    }


def ancestors(value: str, above: Mapping[str, list[str]]) -> list[str]:
    """All values broader than one, the nearest first; the value itself is among them only in a cycle."""
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
    """The rules of every property. `keys`: the files as they were merged, of which `default` is for all others."""

    keys: Mapping[str, Mapping[str, Any]]
    _rules: Mapping[str, Rules] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rules", {name: to_rules(name, keys) for name, keys in self.keys.items()})

    def rules(self, name: str) -> Rules:
        """Those of the property, or the default."""
        return self._rules.get(name) or self._rules["default"]

    def listing(self, said: str) -> list[str]:
        """The properties that list a spelling as a value or an alias."""
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
        """Changes whenever a rule does: what was standardised by other rules must be read anew."""
        return hashlib.sha256(json.dumps(self.keys, sort_keys=True).encode()).hexdigest()
