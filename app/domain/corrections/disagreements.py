"""Finds what two people say differently about one item."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from app.domain.corrections.verdicts import key_of
from app.domain.items import Correction, Key
from app.domain.standard import Standardizer


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two corrections of property `name`, by different people, that cannot both be right. The later one counts."""

    name: str
    first: Correction
    second: Correction


def disagreements(corrections: Iterable[Correction], standardizer: Standardizer) -> list[Disagreement]:
    """Returns the pairs among the corrections of an item: one rejects what the other states, or a property that has a
    single value gets two.

    Of one person's words about a value, only the last count. Corrections by nobody and without a key are one person's.
    """
    claims: dict[tuple[str, Key], _Claim] = {}
    for each in corrections:
        for claim in _claims(each, standardizer):
            claims[claim.person, claim.key] = claim
    return [
        Disagreement(one.key[0], *sorted((one.said, other.said), key=lambda said: (said.at, said.id)))
        for one, other in combinations(claims.values(), 2)
        if one.person != other.person and _disagree(one, other, standardizer)
    ]


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a person says of a value: whether the item has it."""

    person: str
    key: Key
    holds: bool
    said: Correction


def _claims(said: Correction, standardizer: Standardizer) -> Iterator[_Claim]:
    person = said.by or said.key or ""
    for value, holds in ((said.rejects, False), (said.states, True)):
        if value is not None:
            yield _Claim(person, key_of(said.name, value, standardizer), holds, said)


def _disagree(one: _Claim, other: _Claim, standardizer: Standardizer) -> bool:
    if one.key == other.key:
        return one.holds != other.holds
    if one.key[0] != other.key[0] or not (one.holds and other.holds):
        return False
    return standardizer.rulebook.rules(one.key[0]).single
