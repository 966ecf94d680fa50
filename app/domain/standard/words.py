"""Words and their folded forms: what makes two spellings one."""

import re
import unicodedata
from collections.abc import Mapping, Set

_WORD = re.compile(r"\w+(?:['’]\w+)*")
# NFKC writes "1½" as "11⁄2", and "™" as "TM".
_FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_MARKS = dict.fromkeys(map(ord, "®™©℠"), " ")
# Punctuation that belongs to the sentence; not "½", "$5", ".5 in", `5"` or "100%".
_BEFORE = re.compile(r"(?:[\s,;:!?–—]|[-.](?!\d))+")
_AFTER = " ,;:!?–—.-"


def clean(raw: str) -> str:
    """NFKC, without control characters and trade marks, white space folded to single spaces."""
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())
    composed = unicodedata.normalize("NFKC", _FRACTION.sub(" ", raw.translate(_MARKS)))
    printable = (c if unicodedata.category(c) != "Cc" else " " for c in composed)
    return " ".join("".join(printable).split())


def trim(text: str) -> str:
    """Cleaned text without the sentence's punctuation at its ends."""
    start = _BEFORE.match(text)
    return text[start.end() if start else 0 :].rstrip(_AFTER)


def fold(text: str) -> str:
    """Case folded, and NFKC again, because folding can undo it."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text.casefold())


def find_words(text: str) -> list[tuple[int, int, str]]:
    """`(start, end, folded word)` of each word; offsets in `text` as it stands."""
    return [(m.start(), m.end(), fold_word(m.group())) for m in _WORD.finditer(text)]


def has_word(text: str) -> bool:
    return _WORD.search(text) is not None


def word_set(text: str) -> frozenset[str]:
    """The distinct folded words of a text."""
    return frozenset(map(fold_word, _WORD.findall(text)))


def fold_word(word: str) -> str:
    """A word as search compares it: folded, without the possessive, singular by the S-stemmer (Harman 1991)."""
    word = fold(unicodedata.normalize("NFKC", word)).replace("’", "'").removesuffix("'s")
    return _stem(word, "us")


def singular(word: str, irregular: Mapping[str, str], invariable: Set[str]) -> str:
    """The singular of a folded word. Idempotent where no singular of `irregular` has one."""
    if word in invariable:
        return word
    stem = irregular.get(word) or _stem(word, "usi")
    return irregular.get(stem, stem)


def _stem(word: str, not_before_s: str) -> str:
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and word[-4] not in "ea":
        return word[:-3] + "y"
    if word.endswith("es"):
        return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "zes")) else word[:-1]
    return word if word[-2] in not_before_s or not word[-2].isalpha() else word[:-1]
