"""Finds what two people say differently about one item."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

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
    """Returns pairs among the corrections of an item: one rejects what the other states, or a property that has a
    single value gets two. Whoever is contradicted is in a pair, mostly with the last who contradicts it, and
    no claim brings more than two pairs.

    Of one person's words about a value, only the last count. Corrections by nobody and without a key are one person's.
    """
    claims: dict[tuple[str, Key], _Claim] = {}
    for each in corrections:
        for claim in _claims(each, standardizer):
            claims[claim.person, claim.key] = claim
    newest = sorted(claims.values(), key=lambda claim: (claim.said.at, claim.said.id), reverse=True)
    pairs = dict.fromkeys((*_of_one_value(newest), *_of_single_values(newest, standardizer)))
    return sorted(pairs, key=lambda pair: (pair.first.at, pair.first.id, pair.second.at, pair.second.id))


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


def _of_one_value(newest: Iterable[_Claim]) -> Iterator[Disagreement]:
    """Yields who rejects a value with who states it."""
    groups: dict[Key, list[_Claim]] = defaultdict(list)
    for claim in newest:
        groups[claim.key].append(claim)
    for group in groups.values():
        last = {claim.holds: claim for claim in reversed(group)}
        yield from (_pair(claim, last[not claim.holds]) for claim in group if (not claim.holds) in last)


def _of_single_values(newest: Iterable[_Claim], standardizer: Standardizer) -> Iterator[Disagreement]:
    """Yields who states one value of a property with who states another, where it can have only one."""
    groups: dict[str, list[_Claim]] = defaultdict(list)
    for claim in newest:
        if claim.holds and standardizer.rulebook.rules(claim.key[0]).single:
            groups[claim.key[0]].append(claim)
    for group in groups.values():
        if len({claim.person for claim in group}) > 1 and len({claim.key for claim in group}) > 1:
            yield from _others(group)


def _others(group: Sequence[_Claim]) -> Iterator[Disagreement]:
    """Yields each claim with one of another value by another person. A few do for all: they are tried first."""
    tried: list[_Claim] = []
    for one in group:
        for other in chain(tried, group):
            if one.person != other.person and one.key != other.key:
                yield _pair(one, other)
                if other not in tried:
                    tried.append(other)
                break


def _pair(one: _Claim, other: _Claim) -> Disagreement:
    return Disagreement(one.key[0], *sorted((one.said, other.said), key=lambda said: (said.at, said.id)))
