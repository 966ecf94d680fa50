"""Finds what a team's rules list or describe, beside the model."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from app.domain.standard import Rulebook, Standardizer, fold
from app.extraction.finders.found import Wanted, When
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
        return cls([each for own, keys in rulebook.keys.items() for each in _wanted(known.get(own, own.upper()), keys)])

    def add_to(self, text: str, spans: Sequence[Span], sure: Sequence[Span]) -> tuple[Span, ...]:
        """Joins by the rules of `overlaps.join`."""
        if not self.labels:
            return tuple(spans)
        return join(text, spans, sure, chain(self._lists.find(text), self._patterns.find(text)))


def _wanted(label: str, keys: Mapping[str, Any]) -> Iterator[Wanted]:
    listed = [said for value, entry in keys["values"].items() for said in (value, *entry["aliases"])]
    # A file with patterns alone has no `find`: they are exact enough to replace what the model finds.
    when: When = keys["find"] or "always"
    if keys["find"] or keys["patterns"]:
        texts = tuple(listed) if keys["find"] else ()
        yield Wanted(label, texts, tuple(keys["patterns"]), when, keys["case"] == "exact", keys["singular"])
    if keys["missed"] or keys["missed_patterns"]:
        yield Wanted(label, tuple(keys["missed"]), tuple(keys["missed_patterns"]), "missed", plural=keys["singular"])
    if keys["absent"]:
        yield Wanted(label, tuple(keys["absent"]), when="absent", plural=keys["singular"])
    if names := keys["homonyms"]:
        beside = {name: frozenset(map(fold, words)) for name, words in names.items() if words}
        yield Wanted(label, tuple(names), when="always", exact=True, beside=beside)
