"""Combines what an item's owner gave with what people corrected and what its texts say."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.corrections.verdicts import Verdicts, verdicts
from app.domain.items import Correction, Evidence, Item, Key, Property, Source
from app.domain.kinds import with_whole_names
from app.domain.mentions import Mention, Texts, read_mentions
from app.domain.standard import Standardizer, StandardValue


@dataclass(frozen=True, slots=True)
class _Said:
    """A property, and the standard that says which values it implies."""

    prop: Property
    standard: StandardValue

    @property
    def broader(self) -> tuple[str, ...]:
        return self.standard.broader


def to_properties(
    given: Iterable[tuple[str, str]],
    mentions: Iterable[Mention],
    standardizer: Standardizer,
    model: str | None,
    at: datetime,
    texts: Texts,
    corrections: Collection[Correction] = (),
) -> tuple[tuple[Property, ...], tuple[Property, ...]]:
    """Returns the properties of an item, and its conflicts, both in order of name and value.

    There is one property for each name and standard value. Given values win over corrected ones, and both over
    extracted ones: if two say the same value, the one that wins stays and gets the evidence; if only one of two can be
    right, the other is a conflict. A value that was rejected is there only if it is given. A narrower value implies the
    broader ones. `texts` are the item's texts: words near a value may explain it.
    """
    said = verdicts(corrections, standardizer)
    owned = _given(given, standardizer, at, texts)
    stated = _stated(said, standardizer)
    read = _extracted(mentions, standardizer, model, at, texts)
    read = {key: each for key, each in read.items() if key not in said.rejected}
    denied = {key: each for key, each in stated.items() if key not in owned and _is_denied(each, owned, standardizer)}
    firm = {key: each for key, each in stated.items() if key not in denied} | owned
    denied |= {key: each for key, each in read.items() if key not in firm and _is_denied(each, firm, standardizer)}
    kept = {key: each for key, each in read.items() if key not in denied}
    for key, each in firm.items():
        kept[key] = _with_evidence(each, kept.get(key), stated.get(key))
    implied = _implied(kept.values(), standardizer)
    sure = _implied(firm.values(), standardizer) if said.rejected else {}
    implied = {key: prop for key, prop in implied.items() if key not in said.rejected or key in sure}
    properties = implied | {key: each.prop for key, each in kept.items()}
    conflicts = {key: replace(each.prop, conflict=True) for key, each in denied.items()}
    return _ordered(properties), _ordered(conflicts)


def standardize_again(item: Item, standardizer: Standardizer) -> Item:
    """Returns the item as these rules make it, from what was given and corrected and from the places of its evidence.

    The rules that made an item do not change it.
    """
    found = [prop for prop in (*item.properties, *item.conflicts) if prop.narrower is None]
    mentions = [Mention(prop.name, each) for prop in found for each in prop.evidence if each.finder != "person"]
    texts: Texts = {"title": item.title, "text": item.text}
    properties, conflicts = to_properties(
        item.given, mentions, standardizer, item.model, item.updated_at, texts, item.corrections
    )
    return replace(item, properties=properties, conflicts=conflicts)


def _given(
    given: Iterable[tuple[str, str]], standardizer: Standardizer, at: datetime, texts: Texts
) -> dict[Key, _Said]:
    """Returns the given properties. Of two texts with the same value, the first is shown. Empty values are left out."""
    found: dict[Key, _Said] = {}
    for said, raw in given:
        name = standardizer.name(said)
        standard = standardizer.standardize(name, raw, texts.get("title", ""))
        if standard.value:
            prop = _property(name, standard, 1.0, "given", (), None, at)
            found.setdefault((name, standard.value), _Said(prop, standard))
    return found


def _stated(said: Verdicts, standardizer: Standardizer) -> dict[Key, _Said]:
    """Returns the properties that people state, each with the place that they marked. Empty values are left out."""
    found: dict[Key, _Said] = {}
    for (name, value), each in said.stated.items():
        if value and each.states is not None:
            standard = standardizer.standardize(name, each.states)
            span = each.span
            evidence = (Evidence(span.field, span.start, span.end, span.text, 1.0, "person"),) if span else ()
            found[name, value] = _Said(_property(name, standard, 1.0, "corrected", evidence, None, each.at), standard)
    return found


def _with_evidence(firm: _Said, *others: _Said | None) -> _Said:
    """Returns a given or corrected property with the evidence of the same value. The first at a place counts."""
    found: dict[tuple[str, int, int], Evidence] = {}
    for each in (evidence for other in others if other for evidence in other.prop.evidence):
        found.setdefault((each.field, each.start, each.end), each)
    return replace(firm, prop=replace(firm.prop, evidence=tuple(found.values()))) if found else firm


def _extracted(
    mentions: Iterable[Mention], standardizer: Standardizer, model: str | None, at: datetime, texts: Texts
) -> dict[Key, _Said]:
    """Returns the properties in the texts, with the score of the best mention and the wording of the first.

    Mentions without a value are left out.
    """
    grouped: dict[Key, list[tuple[Evidence, StandardValue]]] = {}
    whole = with_whole_names(sorted(mentions, key=_place), texts, standardizer)
    for mention, standard in read_mentions(whole, texts, standardizer):
        grouped.setdefault((mention.name, standard.value), []).append((mention.evidence, standard))
    found: dict[Key, _Said] = {}
    for (name, value), group in grouped.items():
        evidence = tuple(each for each, _ in group)
        score = max(each.score for each in evidence)
        first = group[0][1]
        prop = _property(name, first, score, "extracted", evidence, model, at)
        found[name, value] = _Said(prop, first)
    return found


def _place(mention: Mention) -> tuple[bool, int, int, str]:
    """Sorts mentions by place, titles first."""
    evidence = mention.evidence
    return evidence.field != "title", evidence.start, evidence.end, mention.name


def _property(
    name: str,
    standard: StandardValue,
    score: float,
    source: Source,
    evidence: tuple[Evidence, ...],
    model: str | None,
    at: datetime,
    narrower: str | None = None,
) -> Property:
    """Returns a property with the standard form of its value."""
    return Property(
        name,
        standard.value,
        standard.display,
        score,
        source,
        evidence,
        model,
        at,
        standard.number,
        standard.unit,
        standard.high,
        standard.qualifier,
        narrower,
    )


def _is_denied(said: _Said, owned: Mapping[Key, _Said], standardizer: Standardizer) -> bool:
    """Whether the owner gave another value where only one is possible.

    That is a property with a single value, or another quantity of the same unit. The same, a broader or a narrower
    value denies nothing. A given size of 2 kg is a weight too.
    """
    others = [other for (name, _), other in owned.items() if _is_of(said.prop.name, name, other, standardizer)]
    if any(
        other.prop.value in (said.prop.value, *said.broader) or said.prop.value in other.broader for other in others
    ):
        return False
    if standardizer.rulebook.rules(said.prop.name).single:
        return bool(others)
    return said.prop.number is not None and any(
        other.prop.number is not None and other.prop.unit == said.prop.unit for other in others
    )


def _is_of(wanted: str, name: str, said: _Said, standardizer: Standardizer) -> bool:
    return wanted in (name, standardizer.home(name, said.standard))


def _implied(said: Iterable[_Said], standardizer: Standardizer) -> dict[Key, Property]:
    """Returns the broader values of all properties and the counts of multipacks.

    Each has the evidence of the property that implies it.
    """
    found: dict[Key, Property] = {}
    for each in sorted(said, key=lambda each: (each.prop.name, each.prop.value)):
        prop = each.prop
        for key, qualifier in _implications(each, standardizer):
            standard = replace(standardizer.standardize(*key), qualifier=qualifier)
            # Of several properties that imply the value, the one with the best score.
            if key not in found or prop.score > found[key].score:
                found[key] = _property(
                    key[0],
                    standard,
                    prop.score,
                    prop.source,
                    prop.evidence,
                    prop.model,
                    prop.extracted_at,
                    narrower=prop.value,
                )
    return found


def _implications(said: _Said, standardizer: Standardizer) -> Iterator[tuple[Key, str | None]]:
    """Yields the key of each value that a value implies, and its share: cotton is "60%" of a cloth."""
    shares = dict(said.standard.shares)
    for value in said.broader:
        yield (said.prop.name, value), shares.get(value)
    if said.standard.count:
        counted = standardizer.standardize("quantity", f"{said.standard.count:.0f} count")
        yield (standardizer.home("quantity", counted), counted.value), None


def _ordered(properties: Mapping[Key, Property]) -> tuple[Property, ...]:
    return tuple(properties[key] for key in sorted(properties))
