"""What corrections decide about the values of an item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.items import Correction, Key
from app.domain.standard import Standardizer


@dataclass(frozen=True, slots=True)
class Verdicts:
    """By name and standard value: the correction that states the value, and the values that are rejected."""

    stated: Mapping[Key, Correction]
    rejected: frozenset[Key]


def verdicts(corrections: Iterable[Correction], standardizer: Standardizer) -> Verdicts:
    """Of two corrections of one value, the later one counts. Values are compared by the rules and aliases given."""
    stated: dict[Key, Correction] = {}
    rejected: set[Key] = set()
    for each in corrections:
        if each.rejects is not None:
            key = key_of(each.name, each.rejects, standardizer)
            stated.pop(key, None)
            rejected.add(key)
        if each.states is not None:
            key = key_of(each.name, each.states, standardizer)
            stated[key] = each
            rejected.discard(key)
    return Verdicts(stated, frozenset(rejected))


def key_of(name: str, value: str, standardizer: Standardizer) -> Key:
    """Returns the standard name and value of what a person said."""
    own = standardizer.name(name)
    return own, standardizer.standardize(own, value).value
