"""Promotes a new version of a model to the one that is served, unless the F1 of a label falls."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.standard import Standardizer, load_rulebook
from app.lifecycle.extras import training_extra
from app.lifecycle.measures.assess import opened
from app.lifecycle.measures.restored import count_restored, properties_given, read_held
from app.lifecycle.promotion.changes import ItemText, PropertyChange, draw, property_changes
from app.lifecycle.promotion.texts import read_split
from app.settings import Settings
from model.bundle import Bundle, read_bundle
from model.versions import CURRENT, Versions

if TYPE_CHECKING:
    from training.evaluation.gate import Verdict


@dataclass(frozen=True, slots=True)
class Gate:
    """The test of a new version: labelled texts, the largest fall of F1 per label, and the items to show changes on.

    Both versions read `sample` of the `items`. If `items` is None, they read labelled texts instead.
    """

    data: Path
    split: str | None
    margin: float
    items: Sequence[ItemText] | None
    sample: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models (`name@version`) on the same texts: a verdict per label, and the property changes of `items` items."""

    before: str
    after: str
    verdicts: Sequence["Verdict"]
    items: int
    changes: Sequence[PropertyChange]

    @property
    def fallen(self) -> list[str]:
        """The labels whose F1 fell by more than chance and the margin explain."""
        return [each.label for each in self.verdicts if each.fell]


@dataclass(frozen=True, slots=True)
class Promotion:
    """The outcome for a model. `link` pointed at version `current` before; if `is_served`, it now points at the model.

    `comparison` is None if no version existed to compare with.
    """

    model: str
    link: Path
    current: str | None
    comparison: Comparison | None

    @property
    def is_served(self) -> bool:
        return self.comparison is None or not self.comparison.fallen


def promote(settings: Settings, bundle: Path, against: Path | None, versions: Path, gate: Gate) -> Promotion:
    """Copies a bundle into `versions` and points `current` at it, unless the F1 of a label falls by more than allowed.

    Compares it with `against`, by default the current version. Raises BundleError, CorpusError or SettingsError.
    """
    candidate, place = read_bundle(bundle), Versions(versions)
    against = against or (versions / CURRENT if place.current else None)
    comparison = compare(settings, read_bundle(against), candidate, gate) if against else None
    promotion = Promotion(candidate.model, versions / CURRENT, place.current, comparison)
    if promotion.is_served:
        versions.mkdir(parents=True, exist_ok=True)
        place.switch(place.add(candidate), "promote")
    return promotion


def compare(settings: Settings, present: Bundle, candidate: Bundle, gate: Gate) -> Comparison:
    """Reads the texts of the gate with both bundles, and standardises their spans by the rules of the settings.

    If `itemgraph bootstrap` made the labels, the values that both restore of the items that it held back are compared.
    """
    with training_extra(), opened(settings, present) as old, opened(settings, candidate) as new:
        from training.evaluation import gate as bootstrap

        _, corpus = read_split(gate.data, gate.split)
        texts = [each.text for each in corpus.examples]
        before, after = ([each.spans for each in side.extract(texts)] for side in (old, new))
        standardizer = Standardizer(load_rulebook(settings.vocabulary))
        verdicts = bootstrap.compare(corpus.examples, before, after, gate.margin)
        if samples := read_held(gate.data, standardizer):
            names = properties_given(samples)
            was, now = (count_restored(samples, names, side, standardizer) for side in (old, new))
            verdicts += bootstrap.compare_counts([f"{name}, values" for name in names], was, now, gate.margin)
        items = gate.items if gate.items is not None else [ItemText(e.id, "", e.text) for e in corpus.examples]
        drawn = draw(items, gate.sample)
        changes = property_changes(drawn, old, new, standardizer)
    return Comparison(present.model, candidate.model, verdicts, len(drawn), changes)
