"""The one standardiser, for items and queries alike."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from app.domain.units import read_quantity

# Changes whenever the same raw text may get another standard value: stored items are read anew then.
STANDARD_VERSION = 1

# Punctuation that belongs to the sentence; not "½", "$5", ".5 in", `5"` or "100%".
_EDGES = re.compile(r"^(?:[\s,;:!?–—]|[-.](?!\d))+|[\s,;:!?–—.-]+$")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class StandardValue:
    """`value` is what equality uses, `display` what to show; `number` and `unit` are set for quantities."""

    value: str
    display: str
    number: float | None = None
    unit: str | None = None


def standardize(name: str, raw: str) -> StandardValue:
    """Unicode NFKC, one space between words, case folded; a quantity becomes number and canonical unit.

    The property's own name says nothing in its value: "size XL" is the size "xl". Idempotent: standardising `value`
    again gives `value`. What is no quantity stays as said; what has no letter or digit has the empty value.
    """
    display = _EDGES.sub("", _without_name(name, _EDGES.sub("", clean(raw))))
    if not _WORD.search(display):
        return StandardValue("", display)
    quantity = read_quantity(display)
    if quantity is None:
        return StandardValue(fold(display), display)
    if quantity.unit is None:
        return StandardValue(fold(display), display, quantity.number)
    number = format(Decimal(repr(quantity.number)).normalize(), "f")
    return StandardValue(f"{number} {quantity.unit}".casefold(), display, quantity.number, quantity.unit)


def standardize_name(raw: str) -> str:
    """A property's name: as a value, with `_` between words."""
    return "_".join(fold(clean(raw)).split(" "))


def _without_name(name: str, display: str) -> str:
    own = re.escape(name.replace("_", " "))
    shorter = re.sub(rf"(?i)^(?:{own}\b[\s:]*)+(?=\w)|(?<=\w)(?:\s+{own})+$", "", display)
    return shorter or display


def clean(raw: str) -> str:
    """NFKC, without control characters, white space folded to single spaces."""
    printable = (c if unicodedata.category(c) != "Cc" else " " for c in unicodedata.normalize("NFKC", raw))
    return " ".join("".join(printable).split())


def fold(text: str) -> str:
    """Case folded, and NFKC again, because folding can undo it."""
    return unicodedata.normalize("NFKC", text.casefold())


def words(text: str) -> list[tuple[int, int, str]]:
    """`(start, end, folded word)` of each word; offsets in `text` as it stands."""
    return [(m.start(), m.end(), fold_word(m.group())) for m in _WORD.finditer(text)]


def word_set(text: str) -> frozenset[str]:
    """The distinct folded words of a text."""
    return frozenset(word for _, _, word in words(text))


def fold_word(word: str) -> str:
    """A word as search compares it: folded, without the possessive, singular by the S-stemmer (Harman 1991)."""
    word = fold(unicodedata.normalize("NFKC", word)).replace("’", "'").removesuffix("'s")
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and word[-4] not in "ea":
        return word[:-3] + "y"
    if word.endswith("es"):
        return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "zes")) else word[:-1]
    return word if word[-2] in "us" else word[:-1]
