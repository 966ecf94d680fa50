"""The standardiser of items and queries. Import its names from here; the modules of this package are private to it."""

import functools

from app.domain.standard.numbers import NUMBER
from app.domain.standard.quantities import read_quantity, spelt_unit, to_text
from app.domain.standard.rules import Rulebook, load_rulebook
from app.domain.standard.rules.expressions import compile_expression
from app.domain.standard.standardizer import Standardizer, StandardValue
from app.domain.standard.units import Quantity, is_currency
from app.domain.standard.words import (
    clean,
    find_words,
    fold,
    fold_word,
    list_words,
    spelling,
    split_words,
    trim,
    word_set,
)

__all__ = [
    "NUMBER",
    "STANDARD_VERSION",
    "Quantity",
    "Rulebook",
    "StandardValue",
    "Standardizer",
    "clean",
    "compile_expression",
    "default_standardizer",
    "find_words",
    "fold",
    "fold_word",
    "is_currency",
    "list_words",
    "load_rulebook",
    "read_quantity",
    "spelling",
    "spelt_unit",
    "split_words",
    "standardize",
    "standardize_name",
    "to_text",
    "trim",
    "word_set",
]

# Increase it whenever the same raw text may get another standard value by the same rules. It is part of the fingerprint
# of stored items, with the digest of the rules. If either changes, the service reads the items again.
STANDARD_VERSION = 4


@functools.cache
def default_standardizer() -> Standardizer:
    """Returns the standardizer with the shipped rules alone."""
    return Standardizer(load_rulebook())


def standardize(name: str, raw: str) -> StandardValue:
    """Returns the standard value by the shipped rules; see `Standardizer.standardize`."""
    return default_standardizer().standardize(name, raw)


def standardize_name(raw: str) -> str:
    """Returns a property's name by the shipped rules: folded, with `_` between words. "Colour" becomes `color`."""
    return default_standardizer().name(raw)
