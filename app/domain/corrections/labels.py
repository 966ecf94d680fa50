"""Turns a corrected item into labelled texts, from which a model learns."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.corrections.disagreements import disagreements
from app.domain.corrections.meanings import Meanings
from app.domain.corrections.verdicts import verdicts
from app.domain.items import Correction, Field, Item, Stretch
from app.domain.labelled import Labelled
from app.domain.standard import Standardizer
from model.spans import Span


@dataclass(frozen=True, slots=True)
class ItemLabels:
    """The labelled title and text of an item.

    `missed` are corrections that state a value whose words are not in the item, `disputed` those on which two people
    disagree: neither became a label.
    """

    texts: tuple[Labelled, ...]
    missed: tuple[Correction, ...]
    disputed: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A place in the item and its label; None if any label may be right there."""

    place: Stretch
    label: str | None


def labels_of(item: Item, labels: Mapping[str, str], standardizer: Standardizer) -> ItemLabels:
    """Returns the texts with the spans that people state, and with what the model read of everything else.

    `labels` are the labels of the model by the names of their properties. What people reject is no span. A place is
    unsure if people disagree on it, or if nobody stated it and the model has no label for its property: rules may have
    moved it there. A span that people state wins over one that the model read.
    """
    texts: dict[Field, str] = {"title": item.title, "text": item.text}
    disputed = {said for each in disagreements(item.corrections, standardizer) for said in (each.first, each.second)}
    stated: list[_Claim] = []
    missed: list[Correction] = []
    found = verdicts(item.corrections, standardizer)
    meanings = Meanings(texts, len({name for name, _ in (*found.stated, *found.rejected)}), standardizer)
    for (name, value), said in found.stated.items():
        places = list(_places(item, name, value, said, meanings))
        stated += [_Claim(place, None if said in disputed else labels.get(name, name.upper())) for place in places]
        missed += [] if places or said in disputed else [said]
    places_stated = {each.place for each in stated}
    read = [claim for claim in _read(item, labels) if claim.place not in places_stated]
    denied = [place for key in sorted(found.rejected) for place in meanings.find(*key)]
    decided = [*(claim.place for claim in stated if claim.label), *denied]
    claims = [*stated, *read]
    marked = tuple(_labelled(item, field, text, claims, decided) for field, text in texts.items() if text.strip())
    return ItemLabels(marked, tuple(missed), tuple(sorted(disputed, key=lambda said: (said.at, said.id))))


def _places(item: Item, name: str, value: str, said: Correction, meanings: Meanings) -> Iterator[Stretch]:
    """Yields where a value is said: the marked words, or what was read as this value, or words that mean it."""
    if said.span:
        yield said.span
        return
    evidence = [each for prop in item.properties if (prop.name, prop.value) == (name, value) for each in prop.evidence]
    if evidence:
        yield from (Stretch(each.field, each.start, each.end, each.text) for each in evidence)
        return
    yield from meanings.find(name, value)


def _read(item: Item, labels: Mapping[str, str]) -> Iterator[_Claim]:
    """Yields what the model and the finders read, of the properties that the item has by itself."""
    for prop in (*item.properties, *item.conflicts):
        for each in prop.evidence if prop.narrower is None else ():
            if each.finder != "person":
                place = Stretch(each.field, each.start, each.end, each.text)
                yield _Claim(place, labels.get(prop.name))


def _labelled(item: Item, field: Field, text: str, claims: Iterable[_Claim], decided: Iterable[Stretch]) -> Labelled:
    """Keeps of claims that overlap the first, so what people state."""
    spans: list[Span] = []
    unsure: list[tuple[int, int]] = []
    taken: list[tuple[int, int]] = []
    for claim in claims:
        start, end = claim.place.start, claim.place.end
        if claim.place.field != field or _overlaps(taken, start, end):
            continue
        insort(taken, (start, end))
        if claim.label is None:
            unsure.append((start, end))
        else:
            spans.append(Span(start, end, claim.label, text[start:end]))
    ordered = tuple(sorted(spans, key=lambda span: span.start))
    told = sorted({(each.start, each.end) for each in decided if each.field == field})
    return Labelled(f"{item.id}#{field}", text, ordered, tuple(sorted(unsure)), tuple(told))


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch overlaps one of these, which are in order and apart."""
    after = bisect_left(taken, (end, end))
    return after > 0 and taken[after - 1][1] > start
