"""What the parts of the grammar mean in a graph."""

import re

from app.catalog.queries.held import IndexHeld, words_of
from app.catalog.queries.terms import denying, supports_of
from app.catalog.queries.understood import Part
from app.domain.filters import Filter
from app.domain.grammar import COMPARING, FILLERS, Amount, Exclusion, Limit, Named, Order, Phrase, Unmeasured
from app.domain.grammar import Part as Read
from app.domain.queries import KnownValue, Target, Term
from app.domain.standard import Standardizer, is_currency, to_text
from app.index.index import Index

AUDIENCE = "audience"
_MOST_QUANTITIES = 50
# Where a unit begins behind its number, and an amount that is written as one word.
_UNIT = re.compile(r"(?<=\d)(?=[^\W\d_])")
_JOINED = re.compile(r"\d+[^\W\d_]+")
# Words between an amount and the name of its property, which no item need say.
_JOINING = frozenset({"of", "is", "are"})


class Meanings:
    """Gives the parts of one query their meaning."""

    def __init__(self, text: str, index: Index, held: IndexHeld, standardizer: Standardizer) -> None:
        self._text = text
        self._index = index
        self._held = held
        self._standardizer = standardizer

    def part(self, read: Read) -> Part:
        """Returns what a part does in a search."""
        start, end, text = read.start, read.end, self._text[read.start : read.end]
        match read:
            case Limit():
                return Part(start, end, text, "limit", limit=read.condition, others=read.others)
            case Order():
                return Part(start, end, text, "sort", sort=read.sort)
            case Exclusion():
                without = read.words if len(read.words) == 1 else ()
                supports = (denying(read.words, start, end, text),)
                excluded = self._excluded(read)
                return Part(start, end, text, "exclusion", without=without, excluded=excluded, supports=supports)
            case Named():
                term = self._named(read, text)
                return Part(start, end, text, "property", term=term, supports=supports_of(term))
            case Amount():
                return self._amount(read, text)
            case Phrase():
                return Part(start, end, text, "phrase", term=self._said(read, text), phrase=read.words)
            case Unmeasured():
                return Part(start, end, text, "word", "preferred", self._searched(read, text))

    def _said(self, read: Phrase, text: str) -> Term:
        """Returns the term of a phrase: values that consist of its words, or the words."""
        known = [each for each in self._held.known(read.words) if words_of(each.value) == read.words]
        return Term(read.start, read.end, text, read.words, tuple(_target(each, 1.0) for each in known))

    def _searched(self, read: Unmeasured, text: str) -> Term:
        words = tuple(word for word in words_of(text) if word not in COMPARING | FILLERS)
        return Term(read.start, read.end, text, words, required=False)

    def _excluded(self, read: Exclusion) -> tuple[Filter, ...]:
        """Returns the values that the words name: a single word is excluded wherever it stands, a phrase as a value."""
        values = self._standardizer.listed(read.said)
        if len(read.words) > 1:
            values += [(known.name, known.value) for known in self._held.known(read.words)]
        return tuple(Filter(name, value, exclude=True) for name, value in dict.fromkeys(values))

    def _named(self, read: Named, text: str) -> Term:
        """Returns the term of a size or an audience: the value, or the words that say it."""
        value = words_of(read.value)
        targets = [_target(known, 1.0) for known in self._held.known(value) if self._says(known, read, value)]
        targets.sort(key=lambda each: (each.name != read.name, each.name, each.value))
        own = FILLERS | {*words_of(read.name)}
        said = tuple(word for word in words_of(text) if word not in own) or value
        ages = tuple(word for word in said if word.isdigit()) if read.name == AUDIENCE else ()
        # Texts write the unit in many ways: "5-6 yrs", "5-6Y".
        said = ages if len(ages) > 1 else said
        return Term(read.start, read.end, text, said, tuple(targets), variants=self._spellings(read, said))

    def _says(self, known: KnownValue, read: Named, value: tuple[str, ...]) -> bool:
        """Whether a value is the named one, also with its system ("eu 42" for 42). A number must be of the property."""
        if known.name != read.name:
            return words_of(known.value) == value and not read.value.isdigit()
        more = set(words_of(known.value)) - set(value)
        return more <= set(self._standardizer.rulebook.rules(known.name).systems.values())

    def _spellings(self, read: Named, said: tuple[str, ...]) -> tuple[str, ...]:
        """Returns the single words that say the value otherwise: "ladies" for women."""
        if len(said) > 1 or not read.value.isalpha():
            return ()
        listed = self._standardizer.rulebook.rules(read.name).values
        words = [words_of(spelt) for spelt, value in listed.items() if value == read.value]
        return tuple(dict.fromkeys(each[0] for each in words if len(each) == 1 and each != said))

    def _amount(self, read: Amount, text: str) -> Part:
        """Returns a quantity, by number and unit, of the property that is said.

        An amount of money alone is only preferred: it is no limit.
        """
        middle = round((read.bounds.low + read.bounds.high) / 2, 9)
        exact = f"{to_text(middle, read.bounds.unit)} {read.bounds.unit}".casefold()
        found = sorted(self._index.quantities(read.bounds, _MOST_QUANTITIES), key=lambda each: each.value != exact)
        required = not is_currency(read.bounds.unit)
        targets = tuple(_target(known, 1.0) for known in found if read.name in (None, known.name))
        said = tuple(word for word in words_of(_UNIT.sub(" ", text)) if word not in _JOINING)
        joined = ("".join(said),) if len(said) == 2 and _JOINED.fullmatch("".join(said)) else ()
        term = Term(read.start, read.end, text, said, targets, variants=joined, required=required)
        return Part(read.start, read.end, text, "property", "required" if required else "preferred", term)


def _target(known: KnownValue, factor: float) -> Target:
    return Target(known.name, known.value, factor, known.display)
