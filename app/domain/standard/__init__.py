"""The one standardiser, for items and queries alike."""

import functools

from app.domain.standard.rules import load_vocabulary
from app.domain.standard.standardizer import Standardizer, StandardValue
from app.domain.standard.words import clean, fold, fold_word, word_set, words

__all__ = [
    "STANDARD_VERSION",
    "StandardValue",
    "Standardizer",
    "clean",
    "default_standardizer",
    "fold",
    "fold_word",
    "standardize",
    "standardize_name",
    "word_set",
    "words",
]

# Changes whenever the same raw text may get another standard value by the same vocabulary, whose own digest stands
# beside it in fingerprints: stored items are read anew then.
STANDARD_VERSION = 2


@functools.cache
def default_standardizer() -> Standardizer:
    """By the shipped vocabulary alone."""
    return Standardizer(load_vocabulary())


def standardize(name: str, raw: str) -> StandardValue:
    """The standard value by the shipped vocabulary; see `Standardizer.standardize`."""
    return default_standardizer().standardize(name, raw)


def standardize_name(raw: str) -> str:
    """A property's name: folded, with `_` between words."""
    return "_".join(fold(clean(raw)).split(" "))
