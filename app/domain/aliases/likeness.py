"""Rules by which two values look the same, from their letters alone.

Every rule is symmetrical. Two similar values share one of the rule's `keys`, so that no value is compared with all
others. For the edit distance, the keys are the texts without one letter (Mor and Fraenkel 1982, as in SymSpell). No
embedding is used, because values with related meanings ("red", "blue") are not the same value.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from rapidfuzz.distance import OSA

_WORD, _DIGITS = re.compile(r"[^\W_]+"), re.compile(r"\d+")
# The fewest letters of a misspelt word. Too many shorter words are one letter from another ("rod", "bark", "green").
_LONG_WORD, _VERY_LONG_WORD = 6, 9
_SHORTEST_PREFIX, _LONGEST_PREFIX, _LONGEST_ACRONYM = 3, 4, 5
_FEWEST_LEFT_OUT = 4
_VOWELS = frozenset("aeiou")
_SILENT = frozenset({"and", "of", "the", "for"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The other values of the graph.

    `words` has the number of items for each word, in values of any name. `values` has the values of the property.
    """

    words: Mapping[str, int]
    values: Set[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A rule. `holds` tells whether two values that share a key are alike.

    Further conditions: at least `together` items have both values, and the commoner value (and its odd word) is at
    least `ratio` times as common as the other. `weight` is roughly the share of right suggestions, judged on real data.
    """

    keys: Callable[[str], Iterable[str]]
    holds: Callable[[str, str, Surroundings], bool]
    weight: float
    together: int = 0
    ratio: int = 1


@functools.lru_cache(65_536)
def words_of(value: str) -> tuple[str, ...]:
    """Returns the runs of letters and digits."""
    return tuple(_WORD.findall(value))


def odd_word(one: str, other: str) -> tuple[str, str] | None:
    """Returns the pair of words in which two values differ; None unless they differ in one word at the same place."""
    first, second = words_of(one), words_of(other)
    if len(first) != len(second):
        return None
    odd = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return odd[0] if len(odd) == 1 else None


def same_digits(one: str, other: str) -> bool:
    """Whether the values have the same numbers. Any other digit changes the meaning."""
    return _DIGITS.findall(one) == _DIGITS.findall(other)


def _joined(value: str) -> str:
    """Returns a value without spaces, signs and "and". Between numbers, "and" matters: "18 and 24 months"."""
    drops = not _DIGITS.search(value)
    return "".join(word for word in words_of(value) if word != "and" or not drops)


def _joined_keys(value: str) -> Iterable[str]:
    if joined := _joined(value):
        yield joined


def _is_joined(one: str, other: str, _: Surroundings) -> bool:
    """ "t shirt", "tshirt"; "h p", "hp"; "black decker", "black and decker"."""
    return one != other and _joined(one) == _joined(other) != ""


def _order_keys(value: str) -> Iterable[str]:
    if len(words_of(value)) > 1:
        yield " ".join(sorted(words_of(value)))


def _is_reordered(one: str, other: str, known: Surroundings) -> bool:
    """ "pro chair", "chair pro", unless both last words are values: a "dress shirt" is not a "shirt dress"."""
    keys = list(_order_keys(one))
    if not keys or keys != list(_order_keys(other)) or _joined(one) == _joined(other):
        return False
    return not {words_of(one)[-1], words_of(other)[-1]} <= known.values


def _deletion_keys(value: str) -> Iterable[str]:
    """Yields the value with one long word unchanged or without one of its letters."""
    found = words_of(value)
    for place, word in enumerate(found):
        if len(word) < _LONG_WORD:
            continue
        before, after = " ".join(found[:place]), " ".join(found[place + 1 :])
        for left in {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}:
            yield f"{before}|{left}|{after}"


def _is_misspelt(one: str, other: str, _: Surroundings) -> bool:
    """ "panasonic", "pansaonic": one letter is missing, added, changed or swapped with the next.

    The first letter must agree, because it is rarely wrong. Inflections ("curved", "curver") and codes ("dw368k") do
    not count.
    """
    odd = odd_word(one, other)
    if odd is None or min(map(len, odd)) < _LONG_WORD or odd[0][0] != odd[1][0] or not "".join(odd).isalpha():
        return False
    if _stem(odd[0]) == _stem(odd[1]) or OSA.distance(*odd, score_cutoff=1) != 1:
        return False
    return len(odd[0]) >= _VERY_LONG_WORD or not _has_other_consonant(*odd)


def _has_other_consonant(one: str, other: str) -> bool:
    """Whether one consonant differs, which mostly makes another word: "charger", "changer"."""
    changed = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]] if len(one) == len(other) else []
    return len(changed) == 1 and not _VOWELS.issuperset(changed[0])


def _single_letters(value: str) -> str:
    """Reduces every run of the same letter to one letter."""
    return "".join(c for place, c in enumerate(value) if value[place - 1 : place] != c or c.isdigit())


def _single_keys(value: str) -> Iterable[str]:
    if found := words_of(value):
        yield " ".join(map(_single_letters, found))


def _is_doubled(one: str, other: str, _: Surroundings) -> bool:
    """ "brinkmann", "brinkman"."""
    odd = odd_word(one, other)
    return odd is not None and min(map(len, odd)) >= _LONG_WORD and _single_letters(odd[0]) == _single_letters(odd[1])


def _plural_keys(value: str) -> Iterable[str]:
    if found := words_of(value):
        yield " ".join(word.removesuffix("s") for word in found)


def _is_plural(one: str, other: str, _: Surroundings) -> bool:
    """ "carter", "carters"; "oyster platter", "oysters platter"."""
    odd = odd_word(one, other)
    if odd is None:
        return False
    short, long = sorted(odd, key=len)
    return long == short + "s" and len(short) > _SHORTEST_PREFIX and short.isalpha() and short[-1] != "s"


_ENDINGS = ("ing", "ed", "er", "es", "al", "en", "y", "e", "d", "r", "n", "a", "o")


def _stem(word: str) -> str:
    return next((word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)), word)


def _initial_keys(value: str) -> Iterable[str]:
    """Yields the initials of several words, and the value itself if it is as short as initials."""
    yield from _initials(value)
    if 2 <= len(_joined(value)) <= _LONGEST_ACRONYM:
        yield _joined(value)


def _initials(value: str) -> set[str]:
    found = words_of(value)
    heavy = [word for word in found if word not in _SILENT]
    return {"".join(word[0] for word in said) for said in (found, heavy) if len(said) > 1}


def _is_acronym(one: str, other: str, _: Surroundings) -> bool:
    """ "hp", "hewlett packard"."""
    short, long = sorted((one, other), key=lambda value: len(_joined(value)))
    letters = _joined(short)
    return letters.isalpha() and not long.startswith(letters) and letters in _initials(long)


def _abbreviation_keys(value: str) -> Iterable[str]:
    """Yields the value with one word shortened to its first and last letter, or to its first three letters."""
    found = words_of(value)
    for place, word in enumerate(found):
        before, after = " ".join(found[:place]), " ".join(found[place + 1 :])
        yield f"{before}|{word[0]}-{word[-1]}|{after}"
        yield f"{before}|{word[:_SHORTEST_PREFIX]}|{after}"


def _is_abbreviated(one: str, other: str, known: Surroundings) -> bool:
    """ "mic", "microphone"; "intl", "international".

    The short form is the beginning of the long word, or its first letter, some consonants and its last letter. It is
    not a part of a compound ("key", "keyboard"), and the long word is not the short one with an ending.
    """
    odd = odd_word(one, other)
    if odd is None:
        return False
    short, long = sorted(odd, key=len)
    if len(short) < 2 or len(long) < len(short) + _FEWEST_LEFT_OUT or not (short + long).isalpha():
        return False
    if long.startswith(short):
        is_cut = _SHORTEST_PREFIX <= len(short) <= _LONGEST_PREFIX and short[-1] not in "ey"
        return is_cut and long.removeprefix(short) not in known.words
    letters = iter(long)
    is_skeleton = short[0] == long[0] and short[-1] == long[-1] and _VOWELS.isdisjoint(short[1:])
    return is_skeleton and all(letter in letters for letter in short)


LIKENESSES: Mapping[str, Likeness] = {
    "spacing": Likeness(_joined_keys, _is_joined, 0.95),
    "doubled letter": Likeness(_single_keys, _is_doubled, 0.9, ratio=2),
    "plural": Likeness(_plural_keys, _is_plural, 0.8),
    "acronym": Likeness(_initial_keys, _is_acronym, 0.7, together=1),
    "spelling": Likeness(_deletion_keys, _is_misspelt, 0.7, ratio=4),
    "word order": Likeness(_order_keys, _is_reordered, 0.5),
    # One item with both values may have a brand and its product line: "dura", "durachimney".
    "abbreviation": Likeness(_abbreviation_keys, _is_abbreviated, 0.4, together=2),
}
