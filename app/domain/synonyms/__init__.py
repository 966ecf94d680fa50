"""Other names of things: what people also call them, and the names of their kinds."""

import functools
import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from app.domain.standard import find_words

Name = tuple[str, ...]
# Gives other names of a thing: `other_names` or a stand-in for it.
Names = Callable[[Sequence[str]], tuple[Name, ...]]


def other_names(said: Sequence[str]) -> tuple[Name, ...]:
    """Returns other names, as folded words, of a thing with this name: first those for the same, then its kinds."""
    return _names().get(tuple(said), ())


def general_names(said: Sequence[str]) -> tuple[Name, ...]:
    """Returns the names, as folded words, of the kinds to which a thing with this name belongs: a purse is a bag."""
    return _general_names().get(tuple(said), ())


def same_words(word: str) -> tuple[str, ...]:
    """Returns the folded words that mean the same as this one, which says how a thing is: "mini" for "small"."""
    return _modifiers()[0].get(word, ())


def near_words(word: str) -> tuple[str, ...]:
    """Returns the folded words that come near the meaning of this one: "crimson" for "red"."""
    return _modifiers()[1].get(word, ())


def words_without(word: str) -> tuple[str, ...]:
    """Returns the folded words for what is without the thing of this word: "decaf" for "caffeine"."""
    return _modifiers()[2].get(word, ())


def is_noun(word: str) -> bool:
    """Whether a folded word is one of a name that is listed here."""
    return word in _nouns()


def is_ambiguous(name: Sequence[str]) -> bool:
    """Whether texts use this name, given as folded words, for other things, too: a bottle has a pump."""
    return tuple(name) in _ambiguous()


@functools.cache
def _nouns() -> frozenset[str]:
    keys = _keys()
    listed = [*keys["same"], *keys["kinds"].values(), keys["kinds"]]
    return frozenset(word for names in listed for name in names for word in _folded(name))


@functools.cache
def _ambiguous() -> frozenset[Name]:
    return frozenset(map(_folded, _keys()["ambiguous"]))


@functools.cache
def _keys() -> Mapping[str, Any]:
    return _read("nouns.toml")


@functools.cache
def _modifiers() -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """Returns the words that mean the same, those that come near, and those for what is without something."""
    keys = _read("modifiers.toml")
    lists = [[_word(each) for each in listed] for listed in keys["same"]]
    same = {word: tuple(each for each in listed if each != word) for listed in lists for word in listed}
    tables = (keys["near"], keys["without"])
    return same, *({_word(word): tuple(map(_word, listed)) for word, listed in table.items()} for table in tables)


def _read(file: str) -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / file).read_text(encoding="utf-8"))


def _word(text: str) -> str:
    return _folded(text)[0]


@functools.cache
def _general_names() -> Mapping[Name, tuple[Name, ...]]:
    found: dict[Name, tuple[Name, ...]] = {}
    for general, kinds in _keys()["kinds"].items():
        for kind in map(_folded, kinds):
            for name in (kind, *other_names(kind)):
                found[name] = (*found.get(name, ()), _folded(general))
    return found


@functools.cache
def _names() -> Mapping[Name, tuple[Name, ...]]:
    keys = _keys()
    same: dict[Name, list[Name]] = {}
    for names in (list(map(_folded, listed)) for listed in keys["same"]):
        for name in names:
            same.setdefault(name, []).extend(other for other in names if other != name)
    kinds = {_folded(name): list(map(_folded, listed)) for name, listed in keys["kinds"].items()}
    found: dict[Name, tuple[Name, ...]] = {}
    for name in (*same, *kinds):
        equal = same.get(name, [])
        narrower = [kind for each in (name, *equal) for kind in kinds.get(each, ())]
        found[name] = tuple(each for each in dict.fromkeys([*equal, *narrower]) if each != name)
    return found


def _folded(name: str) -> Name:
    return tuple(word for _, _, word in find_words(name))
