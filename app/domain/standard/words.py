"""Cleans texts, and folds words so that different spellings become equal."""

import functools
import html
import re
import unicodedata
from collections.abc import Mapping, Set

# Texts repeat their words. Folding a word takes 2 µs.
_KEPT_WORDS = 50_000
_WORD = re.compile(r"\w+(?:['’]\w+)*")
# NFKC writes "1½" as "11⁄2", and "™" as "TM".
_FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_MARKS = dict.fromkeys(map(ord, "®™©℠"), " ")
# NFKC would write m² as "m2".
_POWERS = re.compile("([²³])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE | re.ASCII)
_ENCODED_AGAIN = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
# A minus before a digit, in any typography.
_MINUS = re.compile(r"(?<![^\s(])[–−](?=[.,]?\d)")
# Punctuation that belongs to the sentence; not "½", "$5", ".5 in", ",89 €", "-5", `5"` or "100%".
_BEFORE = re.compile(r"(?:[\s;:!?–—]|,(?!\d{1,2}(?!\d))|[-.](?!\d))+")
_AFTER = " ,;:!?–—.-"

_APOSTROPHES = re.compile(r"['’`´]")
_DOTTED = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?:\.|(?![^\W_]))(?![^\W_])")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐](?=[^\W_])|(?<=\d)[-‐](?=[^\W\d_])")
_AND = re.compile(r" ?& ?")
# The full stop of "Dr." and "St.", but not of "1.5".
_STOP = re.compile(r"(?<=[^\W\d_])\.(?=\s|$)")
# The full stop of "J.Crew".
_INITIAL = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_]{2})")
# A word in Latin letters, with its accents apart (NFD).
_ACCENTED = re.compile("[a-z\u0300-\u036f]{3,}")
_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_IS_PLAIN = re.compile(r"[a-z0-9 ]*").fullmatch


def clean(raw: str) -> str:
    """Decodes HTML entities, applies NFKC except to ² and ³, and removes invisible characters and trade marks.

    Words are separated by single spaces.
    """
    raw = _decoded(raw) if "&" in raw else raw
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())
    composed = _compose(_FRACTION.sub(" ", raw.translate(_MARKS)))
    return _MINUS.sub("-", " ".join("".join(map(_visible, composed)).split()))


def _decoded(raw: str) -> str:
    """Decodes HTML entities, also those that are encoded twice."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), _ENCODED_AGAIN.sub("&", raw))


def _compose(text: str) -> str:
    return "".join(part if part in "²³" else unicodedata.normalize("NFKC", part) for part in _POWERS.split(text))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    return " " if category == "Cc" else "" if category == "Cf" else character


def trim(text: str) -> str:
    """Removes the punctuation of the sentence from both ends of a cleaned text."""
    start = _BEFORE.match(text)
    return text[start.end() if start else 0 :].rstrip(_AFTER)


def fold(text: str) -> str:
    """Folds case and the accents of Latin letters, so that "L'Oréal" and "l'oreal" are equal. ² and ³ stay.

    Other scripts keep their marks: и and й are two letters. So does a letter that stands alone.
    """
    return text.lower() if text.isascii() else _compose(_without_accents(text.casefold()))


def fold_case(text: str) -> str:
    """Folds case, and applies NFKC again, because folding can undo it. ² and ³ stay."""
    return text.lower() if text.isascii() else _compose(text.casefold())


def _without_accents(text: str) -> str:
    return _ACCENTED.sub(lambda match: _ACCENTS.sub("", match[0]), unicodedata.normalize("NFD", text))


def spelling(text: str) -> str:
    """Folds a text, and removes mere differences of spelling: "T-Shirt", "men's", "H.P.", "Dr.", "H&M"."""
    text = fold(text)
    if _IS_PLAIN(text):
        return text
    # "&" goes first, because the full stop of "Co.&" is then one before a space.
    text = _APOSTROPHES.sub("", _AND.sub(" and ", text))
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    text = _STOP.sub("", _INITIAL.sub(r"\1 ", _PERCENT.sub("", text)))
    # Again, because of "a'ù" a word is left, and of "&–5" a minus.
    return fold(_MINUS.sub("-", " ".join(_HYPHEN.sub(" ", text).split())))


def find_words(text: str) -> list[tuple[int, int, str]]:
    """Returns `(start, end, folded word)` of each word, with offsets in the original `text`."""
    return [(m.start(), m.end(), fold_word(m.group())) for m in _WORD.finditer(text)]


def list_words(text: str) -> list[str]:
    """Returns the folded words of a text in order."""
    return [fold_word(word) for word in split_words(text)]


def split_words(text: str) -> list[str]:
    """Returns the words of a text as they are written, in order."""
    return _WORD.findall(text)


def has_word(text: str) -> bool:
    return _WORD.search(text) is not None


def word_set(text: str) -> frozenset[str]:
    """Returns the distinct folded words of a text."""
    return frozenset(map(fold_word, _WORD.findall(text)))


@functools.lru_cache(_KEPT_WORDS)
def fold_word(word: str) -> str:
    """Returns a word in the form of searches: folded, without possessive, singular by the S-stemmer (Harman 1991)."""
    word = fold(unicodedata.normalize("NFKC", word)).replace("’", "'").removesuffix("'s")
    return _stem(word, "us")


def singular(word: str, irregular: Mapping[str, str], invariable: Set[str]) -> str:
    """Returns the singular of a folded word. It is idempotent if no singular in `irregular` has a singular itself."""
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
