"""Converts raw texts to standard values, by a rulebook."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.standard.phrases import Phrase, read_phrase
from app.domain.standard.quantities import Measure
from app.domain.standard.readers import Context, read_number
from app.domain.standard.rules import Rulebook, Rules
from app.domain.standard.units import Scale
from app.domain.standard.words import clean, fold, fold_case, has_word, spelling, trim

# The number of texts whose values are cached, and the length of the longest.
_CACHED_TEXTS, _MAX_CACHED_CHARACTERS = 65_536, 100
# The number of properties whose context is cached.
_CACHED_NAMES = 4096
# After this many rounds of dropping stop phrases and the property's name, a text stays unchanged.
_MAX_PASSES = 4
# A letter or an ounce after a number; only nearby words can explain it.
_UNCLEAR = re.compile(r"\d[ -]?(?:[glmwahk]|ozs?|ounces?|kt|ct)\b", re.IGNORECASE)
_MAX_BESIDE = 400
_ANSWERS = {"true": "yes", "yes": "yes", "false": "no", "no": "no"}
_SHORT_ANSWERS = {"y": "yes", "1": "yes", "n": "no", "0": "no"}


@dataclass(frozen=True, slots=True)
class StandardValue:
    """A standard value. Equality uses `value`; people see `display`. `number` and `unit` are set for quantities.

    A range goes from `number` to `high`. `broader` has more general values of the same property, nearest first ("blue"
    for navy). `qualifier` has the words that qualify the value ("100% organic"). `shares` has the percentage of each of
    several values ("cotton", "60%"). `count` is the number of packs in a multipack. `side` is the side that a length
    measures ("wide"). `vague`: the text is no value of the property by itself ("printed" is not a colour).
    """

    value: str
    display: str
    number: float | None = None
    unit: str | None = None
    high: float | None = None
    broader: tuple[str, ...] = ()
    qualifier: str | None = None
    shares: tuple[tuple[str, str], ...] = ()
    count: float | None = None
    side: str = ""
    vague: bool = False


class Standardizer:
    """Standardises by a rulebook, then by the aliases of a team. It has no side effects. Any thread may use it."""

    def __init__(self, rulebook: Rulebook, aliases: Mapping[tuple[str, str], str] | None = None) -> None:
        self.rulebook = rulebook
        self._aliases = {(name, fold(value)): fold(target) for (name, value), target in (aliases or {}).items()}
        self._names = functools.lru_cache(_CACHED_NAMES)(self._name)
        self._remembered = functools.lru_cache(_CACHED_TEXTS)(self._standardize)
        self._context = functools.lru_cache(_CACHED_NAMES)(self._make_context)

    def with_aliases(self, aliases: Mapping[tuple[str, str], str]) -> "Standardizer":
        """Returns the same rules with aliases: `(name, standard value)` → standard value of the same name.

        An alias is followed once, so no target may itself be an alias. Aliases also rename broader values.
        """
        return Standardizer(self.rulebook, aliases)

    def standardize(self, name: str, raw: str, beside: str = "") -> StandardValue:
        """Returns the standard value of a text for property `name`; an empty value if the text has none.

        `beside` has nearby words, such as the item's title. They decide only the meaning of a letter or an ounce after
        a number: a "12 oz" mug holds a volume. The function is idempotent: standardising `value` again gives `value`. A
        text that is neither in the rules nor a quantity or size is only folded. A text without a letter or digit has an
        empty value. Time is linear in the text.
        """
        if len(raw) > _MAX_CACHED_CHARACTERS:
            return self._standardize(name, raw, frozenset())
        hints = self.rulebook.beside(beside[:_MAX_BESIDE]) if beside and _UNCLEAR.search(raw) else frozenset[str]()
        return self._remembered(name, raw, hints)

    def name(self, said: str) -> str:
        """Returns the property that a name means in the rules: "Colour" is color."""
        return self._names(said) if len(said) <= _MAX_CACHED_CHARACTERS else self._name(said)

    def _name(self, said: str) -> str:
        return self.rulebook.name("_".join(fold_case(clean(said)).split(" ")))

    def measures(self, name: str) -> frozenset[str]:
        """Returns the canonical units that property `name` measures."""
        return self._context(name, frozenset()).scale.measures

    def counts(self, name: str) -> bool:
        """Whether a number alone is a count in property `name`."""
        return self.rulebook.rules(name).bare_unit == "count"

    def home(self, name: str, standard: StandardValue) -> str:
        """Returns the property that a value of `name` belongs to: a size of 2 kg is a weight.

        Dimensions, "30 x 40 cm", stay together in property `name`.
        """
        rules = self.rulebook.rules(name)
        is_moved = rules.by_dimension and standard.unit and (standard.number is not None or standard.broader)
        if not is_moved:
            return name
        return rules.side_properties.get(standard.side) or rules.dimensions.get(standard.unit or "", name)

    def settle(self, name: str, raw: str, beside: str = "") -> tuple[str, StandardValue]:
        """Returns the property that a text belongs to, found as `name`, and its standard value there.

        A size of "44 cm wide" is a width of 44 cm.
        """
        standard = self.standardize(name, raw, beside)
        home = self.home(name, standard)
        return home, self.standardize(home, raw, beside) if standard.side else standard

    def listed(self, text: str) -> list[tuple[str, str]]:
        """Returns the properties, by name and value, for which the rules or an alias list exactly this text."""
        found = [(name, self.standardize(name, text).value) for name in self.rulebook.listing(spelling(text))]
        found += [(name, target) for (name, value), target in self._aliases.items() if value == fold(clean(text))]
        return sorted(set(found))

    def _make_context(self, name: str, beside: frozenset[str]) -> Context:
        rules = self.rulebook.rules(name)
        own = tuple(each.replace("_", " ") for each in (name, *rules.names))
        return Context(own, rules, Scale(self.rulebook.measures(name) | beside, rules.letters), beside)

    def _standardize(self, name: str, raw: str, beside: frozenset[str]) -> StandardValue:
        found = self._by_rules(name, raw, beside)
        if not self._aliases:
            return found
        target = self._aliases.get((name, found.value))
        if target is not None:
            found = replace(self._by_rules(name, target, frozenset()), display=found.display)
        renamed = (self._aliases.get((name, value), value) for value in found.broader)
        broader = tuple(value for value in dict.fromkeys(renamed) if value != found.value)
        return replace(found, broader=broader)

    def _by_rules(self, name: str, raw: str, beside: frozenset[str]) -> StandardValue:
        context = self._context(name, beside)
        rules = context.rules
        said = trim(clean(raw))
        is_whole = spelling(said) in rules.values or _is_amount(said, context)
        display = said if is_whole else trim(_without_name(context, said))
        answer = _answer(display or said, context)
        if answer or not has_word(display):
            return StandardValue(answer, display or said)
        listed = rules.values.get(spelling(display))
        text = listed or fold(display)
        measure = read_number(text, context)
        if measure:
            return _measured(measure, display, rules)
        phrase = Phrase(listed, rules.broader[listed]) if listed else _phrase(text, context)
        # Without its stop phrases, the text may be a quantity.
        measure = None if phrase.value == text else read_number(phrase.value, context)
        if measure:
            return _measured(measure, display, rules)
        return StandardValue(
            phrase.value,
            display,
            broader=phrase.broader,
            qualifier=phrase.qualifier,
            shares=phrase.shares,
            vague=phrase.vague,
        )


def _is_amount(said: str, context: Context) -> bool:
    """Whether the text is an amount whose unit is the name of the property: "0.5 carat"."""
    low = fold(said)
    is_named = any(own in low for own in context.own_names) and low not in context.own_names
    measure = read_number(low, context) if is_named else None
    return measure is not None and measure.unit is not None


def _answer(text: str, context: Context) -> str:
    """Returns "yes" or "no" if the text answers a question. The name of such a property is a yes."""
    if context.rules.loose:
        return ""
    said = fold(text)
    is_question = "yes/no" in context.scale.measures
    if is_question and said in context.own_names:
        return "yes"
    return _ANSWERS.get(said, "") or (_SHORT_ANSWERS.get(said, "") if is_question else "")


def _phrase(text: str, context: Context) -> Phrase:
    """Reads words, until no stop phrases and no name of the property are left: "in color: red"."""
    rules = context.rules
    phrase = read_phrase(text, rules)
    for _ in range(_MAX_PASSES):
        rest = "" if phrase.value in rules.broader else trim(_without_name(context, phrase.value))
        if rest in ("", phrase.value):
            return phrase
        phrase = read_phrase(rest, rules)
    return Phrase(text)


def _measured(measure: Measure, display: str, rules: Rules) -> StandardValue:
    broader = (*measure.broader, *rules.broader.get(measure.text, ()))
    return StandardValue(
        measure.text,
        display,
        measure.number,
        measure.unit,
        measure.high,
        broader,
        count=measure.count,
        side=measure.side,
    )


def _without_name(context: Context, display: str) -> str:
    """Removes the property's name from its value: "size XL", "Size: XL", "red color". A name alone stays."""
    for own in context.own_names:
        display = _without(own, display)
    return display


def _without(own: str, display: str) -> str:
    low = display.lower()
    if not own or own not in low or len(low) != len(display):
        return display
    start, end = 0, len(low)
    while low.startswith(own, start) and not low[start + len(own) : start + len(own) + 1].isalnum():
        start += len(own)
        while start < end and low[start] in " :":
            start += 1
    while end - start > len(own) and low.endswith(f" {own}", start, end):
        end -= len(own) + 1
    return display[start:end]
