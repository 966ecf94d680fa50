"""Labels the texts of items with their own given properties (distant supervision, Mintz et al. 2009).

Unlike there, a word that no given value explains is not always taken for one without a label. An item that lacks a
property may say it. Such a word is taught only if it is known from items that have the property.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from app.domain.items import Key
from app.domain.standard import Standardizer, StandardValue
from app.lifecycle.labels.places import Finder, Place, ReadWords
from app.lifecycle.labels.report import Needs, PropertyReport, Tally
from app.lifecycle.labels.samples import KnownValues, Sample

# A word that stands so often in texts of items that have a property, and never in a value of it, does not say it.
_OFTEN = 3
# The largest share of a text's words that may be unsure.
_MOST_UNSURE = 0.7


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with the places of its properties: `(start, end, property)`. Training learns nothing from `unsure` words.

    `is_closed`: the item has all properties that are taught, so that every word of the text is known.
    """

    id: str
    text: str
    spans: tuple[tuple[int, int, str], ...]
    unsure: tuple[tuple[int, int], ...]
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """The outcome of `label`: texts by item, and what was found for each property. `taught` are the properties used."""

    texts: Mapping[str, Sequence[LabelledText]]
    properties: Sequence[PropertyReport]

    @property
    def taught(self) -> list[str]:
        return [each.name for each in self.properties if each.is_taught]


@dataclass(frozen=True, slots=True)
class _Read:
    """A text of an item, with the places of values."""

    sample: Sample
    field: str
    words: ReadWords
    places: Sequence[Place]


@dataclass(slots=True)
class _Beside:
    """How often words stand in texts of items that have a property, outside its places."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def count(self, read: _Read) -> None:
        for name in read.sample.given:
            said = {n for place in read.places if name in place.own | place.others for n in range(*place.words)}
            self.counts[name].update({word for n, word in enumerate(read.words.words) if n not in said})


class Bootstrap:
    """Labels the texts of a catalog. `wanted` limits the properties; None takes those that a model can learn."""

    def __init__(
        self,
        samples: Sequence[Sample],
        standardizer: Standardizer,
        wanted: Collection[str] | None = None,
        needs: Needs = Needs(),  # noqa: B008 (immutable)
    ) -> None:
        self._samples = samples
        self._standardizer = standardizer
        self._wanted = wanted
        self._needs = needs
        self._known = KnownValues.of(samples, standardizer)
        self._finder = Finder(self._known, standardizer)

    def label(self) -> Labelled:
        """Finds the given values in the texts, and decides which properties to teach."""
        read = [each for sample in self._samples for each in self._read(sample)]
        beside, tally = _Beside(), Tally()
        for sample in self._samples:
            tally.give(sample.values(self._standardizer))
        for each in read:
            beside.count(each)
            tally.find(each.sample.id, each.words, each.places)
        properties = tally.reports(self._wanted, self._needs)
        taught = frozenset(each.name for each in properties if each.is_taught)
        masks = _Masks(taught, self._known, beside.counts)
        texts: dict[str, list[LabelledText]] = defaultdict(list)
        seen: set[str] = set()
        for each in read:
            if each.words.text not in seen:
                seen.add(each.words.text)
                labelled = masks.label(each.sample, each.field, each.words, each.places)
                if labelled:
                    texts[each.sample.id].append(labelled)
        return Labelled(dict(texts), properties)

    def _read(self, sample: Sample) -> Iterator[_Read]:
        given: Mapping[Key, StandardValue] = sample.values(self._standardizer)
        for name, text in sample.texts.items():
            words = ReadWords.of(text)
            yield _Read(sample, name, words, self._finder.find(words, given))


class _Masks:
    """Turns places into spans and unsure stretches."""

    def __init__(self, taught: Set[str], known: KnownValues, beside: Mapping[str, Counter[str]]) -> None:
        self._taught = taught
        self._known = known
        self._beside = beside

    def label(self, sample: Sample, name: str, read: ReadWords, places: Iterable[Place]) -> LabelledText | None:
        """Returns the text with its spans; None if nothing in it teaches anything."""
        missing = frozenset(self._taught - sample.given.keys())
        spans: list[tuple[int, int, str]] = []
        unsure: list[tuple[int, int]] = []
        settled = set[int]()
        for place in places:
            own, others = place.own & self._taught, place.others & self._taught
            if not (own or others):
                continue
            settled.update(range(*place.words))
            if len(own) == 1 and not place.cut:
                spans.append((place.start, place.end, next(iter(own))))
            else:
                unsure.append((place.start, place.end))
        loose = [n for n in range(len(read.words)) if n not in settled]
        hidden = [n for n in loose if any(self._may_say(each, read.words[n]) for each in missing)]
        if not read.words or (not spans and len(hidden) > _MOST_UNSURE * len(read.words)):
            return None
        extents = sorted([*unsure, *(read.extents[n] for n in hidden)])
        return LabelledText(f"{sample.id}/{name}", read.text, tuple(spans), tuple(extents), not missing)

    def _may_say(self, name: str, word: str) -> bool:
        return word in self._known.parts[name] or self._beside[name][word] < _OFTEN
