"""Raw texts to standard values, by a rulebook."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.domain.standard.counts import counted_as, read_count
from app.domain.standard.numbers import has_number
from app.domain.standard.phrases import Phrase, read_phrase
from app.domain.standard.quantities import Measure, read_measure
from app.domain.standard.rules import Rulebook, Rules, spelling
from app.domain.standard.sizes import read_age, read_size
from app.domain.standard.words import clean, fold, has_word, trim

# Texts that are kept with their values, and the longest that is.
_KEPT, _LONGEST_KEPT = 16_384, 100
# Rounds of dropping stop phrases and the property's name, after which a text stays as said.
_MOST_PASSES = 4


@dataclass(frozen=True, slots=True)
class StandardValue:
    """`value` is what equality uses, `display` what to show; `number` and `unit` are set for quantities.

    Of a range `number` is the low end and `high` the upper. `broader`: values of the same property that are more
    general, nearest first ("blue" for navy). `qualifier`: what was said beside the value ("100% organic").
    """

    value: str
    display: str
    number: float | None = None
    unit: str | None = None
    high: float | None = None
    broader: tuple[str, ...] = ()
    qualifier: str | None = None


class Standardizer:
    """Standardises by a rulebook, then by the aliases of a team. Pure, and safe from any thread."""

    def __init__(self, rulebook: Rulebook, aliases: Mapping[tuple[str, str], str] | None = None) -> None:
        self.rulebook = rulebook
        self._aliases = dict(aliases or {})
        self._remembered = functools.lru_cache(_KEPT)(self._standardize)

    def with_aliases(self, aliases: Mapping[tuple[str, str], str]) -> "Standardizer":
        """The same rules, and then aliases: `(name, standard value)` → standard value of the same name.

        An alias is followed once: no target may be an alias itself. Broader values are renamed by them too.
        """
        return Standardizer(self.rulebook, aliases)

    def standardize(self, name: str, raw: str) -> StandardValue:
        """The standard value of what a text says of property `name`.

        Idempotent: standardising `value` again gives `value`. What is neither in the rules nor a quantity or size
        stays as said, folded; what has no letter or digit has the empty value. Time is linear in the text.
        """
        return self._remembered(name, raw) if len(raw) <= _LONGEST_KEPT else self._standardize(name, raw)

    def listed(self, text: str) -> list[tuple[str, str]]:
        """The properties, by name and value, of which the rules or an alias list just this text."""
        found = [(name, self.standardize(name, text).value) for name in self.rulebook.listing(spelling(text))]
        found += [(name, target) for (name, value), target in self._aliases.items() if value == fold(clean(text))]
        return sorted(set(found))

    def _standardize(self, name: str, raw: str) -> StandardValue:
        found = self._by_rules(name, raw)
        if not self._aliases:
            return found
        target = self._aliases.get((name, found.value))
        if target is not None:
            found = replace(self._by_rules(name, target), display=found.display)
        renamed = (self._aliases.get((name, value), value) for value in found.broader)
        broader = tuple(value for value in dict.fromkeys(renamed) if value != found.value)
        return replace(found, broader=broader)

    def _by_rules(self, name: str, raw: str) -> StandardValue:
        rules = self.rulebook.rules(name)
        said = trim(clean(raw))
        display = said if spelling(said) in rules.values else trim(_without_name(name, said))
        if not has_word(display):
            return StandardValue("", display)
        listed = rules.values.get(spelling(display))
        text = listed or fold(display)
        measure = _measure(rules, text)
        if measure:
            return _measured(measure, display, rules)
        phrase = Phrase(listed, rules.broader[listed]) if listed else _phrase(name, text, rules)
        # Without its stop phrases it may be a quantity after all.
        measure = None if phrase.value == text else _measure(rules, phrase.value)
        if measure:
            return _measured(measure, display, rules)
        return StandardValue(phrase.value, display, broader=phrase.broader, qualifier=phrase.qualifier)


def _phrase(name: str, text: str, rules: Rules) -> Phrase:
    """As words, until neither stop phrases nor the property's own name are left: "in color: red"."""
    phrase = read_phrase(text, rules)
    for _ in range(_MOST_PASSES):
        rest = phrase.value if phrase.value in rules.broader else trim(_without_name(name, phrase.value))
        if rest == phrase.value:
            return phrase
        phrase = read_phrase(rest, rules)
    return Phrase(text)


def _measure(rules: Rules, text: str) -> Measure | None:
    """What the first of the property's readers says that can read the text, about-phrases aside."""
    if not rules.reads or not (has_number(text) or " of " in text):
        return None
    exact = " ".join(rules.about.strip(text.split()))
    measures = (_READERS[reader](exact, rules) for reader in rules.reads)
    return next((measure for measure in measures if measure), None)


def _measured(measure: Measure, display: str, rules: Rules) -> StandardValue:
    """A length of one side is narrower than the length alone."""
    broader = rules.broader.get(measure.text, ())
    if measure.side:
        broader = (measure.text.removesuffix(f" {measure.side}"), *broader)
    return StandardValue(measure.text, display, measure.number, measure.unit, measure.high, broader)


def _sized(text: str | None) -> Measure | None:
    return Measure(text, None, None) if text else None


def _quantity(text: str, rules: Rules) -> Measure | None:
    measure = read_measure(text, rules.sides)
    if rules.bare_unit == "count" and measure and measure.unit is None and measure.number is not None:
        return counted_as(measure.number)
    return measure


_READERS: Mapping[str, Callable[[str, Rules], Measure | None]] = {
    "age": lambda text, _: _sized(read_age(text)),
    "count": lambda text, rules: read_count(text, rules.containers, rules.things),
    "quantity": _quantity,
    "size": lambda text, rules: _sized(read_size(text, rules.systems)),
}


def _without_name(name: str, display: str) -> str:
    """The property's own name says nothing in its value: "size XL", "Size: XL", "red color"."""
    own, low = name.replace("_", " "), display.lower()
    if not own or own not in low or len(low) != len(display):
        return display
    start, end = 0, len(low)
    while low.startswith(own, start) and not low[start + len(own) : start + len(own) + 1].isalnum():
        start += len(own)
        while start < end and low[start] in " :":
            start += 1
    while end - start > len(own) and low.endswith(f" {own}", start, end):
        end -= len(own) + 1
    rest = display[start:end]
    return rest if has_word(rest) else display
