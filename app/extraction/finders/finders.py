"""Finds what a team's rules list or describe, beside the model."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from app.domain.standard import Rulebook, Standardizer
from app.extraction.finders.found import Wanted
from app.extraction.finders.lists import ListFinder
from app.extraction.finders.overlaps import join
from app.extraction.finders.patterns import PatternFinder
from model.spans import Span


class Finders:
    """The lists and patterns of several properties. `labels` are those of the spans that they find."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self.labels = tuple(sorted({each.label for each in wanted}))
        self._lists = ListFinder(wanted)
        self._patterns = PatternFinder(wanted)

    @classmethod
    def of(cls, rulebook: Rulebook, labels: Iterable[str]) -> "Finders":
        """Returns the finders of a rulebook. `labels` are those of the model, which finders of its properties share."""
        name = Standardizer(rulebook).name
        known = {name(label): label for label in labels}
        return cls([_wanted(known.get(own, own.upper()), keys) for own, keys in rulebook.keys.items() if _finds(keys)])

    def add_to(self, text: str, spans: Sequence[Span], sure: Sequence[Span]) -> tuple[Span, ...]:
        """Joins by the rules of `overlaps.join`."""
        if not self.labels:
            return tuple(spans)
        return join(text, spans, sure, chain(self._lists.find(text), self._patterns.find(text)))


def _finds(keys: Mapping[str, Any]) -> bool:
    return bool(keys["find"] or keys["patterns"])


def _wanted(label: str, keys: Mapping[str, Any]) -> Wanted:
    listed = keys["values"].items() if keys["find"] else ()
    return Wanted(
        label,
        tuple(said for value, entry in listed for said in (value, *entry["aliases"])),
        tuple(keys["patterns"]),
        # A file with patterns alone has no `find`: they are exact enough to replace what the model finds.
        always=keys["find"] != "missed",
        exact=keys["case"] == "exact",
        plural=keys["singular"],
    )
