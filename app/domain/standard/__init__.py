"""The one standardiser, for items and queries alike. Import from here: the files behind it are its own."""

import functools

from app.domain.standard.numbers import NUMBER
from app.domain.standard.quantities import read_quantity, spelt_unit, to_text
from app.domain.standard.rules import Rulebook, load_rulebook
from app.domain.standard.standardizer import Standardizer, StandardValue
from app.domain.standard.units import Quantity, is_currency
from app.domain.standard.words import clean, find_words, fold, fold_word, spelling, trim, word_set

__all__ = [
    "NUMBER",
    "STANDARD_VERSION",
    "Quantity",
    "Rulebook",
    "StandardValue",
    "Standardizer",
    "clean",
    "default_standardizer",
    "find_words",
    "fold",
    "fold_word",
    "is_currency",
    "load_rulebook",
    "read_quantity",
    "spelling",
    "spelt_unit",
    "standardize",
    "standardize_name",
    "to_text",
    "trim",
    "word_set",
]

# Changes whenever the same raw text may get another standard value by the same rules. Fingerprints of stored items
# hold it, with the digest of the rules: a change of either makes the service read them again.
STANDARD_VERSION = 3


@functools.cache
def default_standardizer() -> Standardizer:
    """By the shipped rules alone."""
    return Standardizer(load_rulebook())


def standardize(name: str, raw: str) -> StandardValue:
    """The standard value by the shipped rules; see `Standardizer.standardize`."""
    return default_standardizer().standardize(name, raw)


def standardize_name(raw: str) -> str:
    """A property's name by the shipped rules: folded, with `_` between words; "Colour" is `color`."""
    return default_standardizer().name(raw)
