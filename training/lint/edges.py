"""Finds characters at the ends of a span that belong to the text around it."""

import re

_CLOSING = {"(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", "«": "»", '"': '"', "'": "'", "„": "“"}
_OPENING = {")": "(", "]": "[", "}": "{", "”": "“", "’": "‘'", "»": "«", '"': '"', "'": "'‘", "“": "„“"}
_INCH_OR_FOOT = frozenset("\"”“'’")
_NEVER_FIRST = frozenset(",;:!?|/\\*†…，。、；：")
_NEVER_LAST = frozenset(",;:|/\\*†…-–—，。、；：")
_FIRST_BEFORE_DIGITS = frozenset(".-–—~'’")

# Abbreviations with a vowel, in lower case. One without a vowel (`pkg.`, `Blvd.`) needs no list.
_ABBREVIATIONS = frozenset(
    """adm al apr approx apt assoc aug ave avg ca cal capt chap co col cong corp dec dep dept dia dim dist doz ea ed
    eds eq esp est etc ex ext feb fig fl gal gen gov hon in inc incl intl jan jul jun lieut maj mar max med min misc mod
    no nos nov obs oct op oz ozs pop pres prof rep reps rev sec sen sens sep sept seq ser sing supp tab tel temp univ
    vol vols
    ala ariz ark calif colo conn del fla ga ill ind kans mass mich minn miss mo mont neb nev okla ore pa penn tenn tex
    va wash wis wyo""".split()
)
_LAST_WORD = re.compile(r"(?<!['’])([^\W\d_]+)\.$")
_GOES_ON = re.compile(r"\s*[a-z0-9,;:)(]|-")


def odd_edges(text: str, start: int, end: int) -> list[str]:
    """Describes the characters that the span should not begin or end with. Returns nothing when both ends are fine.

    Fine are `5"`, `4'`, `50%`, `50+`, `#10`, `.5 oz`, `12 oz.`, `Inc.`, `U.S.`, `boys'`, `Yahoo!` and `Shirt (blue)`.
    """
    first, last = text[start], text[end - 1]
    if first.isalnum() and last.isalnum():
        return []
    span = text[start:end]
    if span in _INCH_OR_FOOT and text[:start].rstrip()[-1:].isnumeric():
        return []
    if len(span) > 2 and last in _CLOSING.get(first, "") and _partner(span) == len(span) - 1:
        return [f"is enclosed in {first}…{last}"]
    odd = []
    if first.isspace() or _odd_first(span):
        odd.append(f"begins with {_name(first)}")
    if last.isspace() or _odd_last(text, start, end):
        odd.append(f"ends with {_name(last)}")
    return odd


def _name(character: str) -> str:
    return "white space" if character.isspace() else repr(character)


def _odd_first(span: str) -> bool:
    first, rest = span[0], span[1:].lstrip()
    if first in _FIRST_BEFORE_DIGITS and rest[:1].isdigit():
        return False
    if first in _CLOSING:
        return _partner(span) is None
    if first == "/" and "/" in rest:  # a path: `/r/recipes`
        return False
    return first in _NEVER_FIRST or first in _OPENING or first in _FIRST_BEFORE_DIGITS


def _partner(span: str) -> int | None:
    """Returns the index at which the span's first bracket or quote is closed."""
    first, close, depth = span[0], _CLOSING[span[0]], 0
    for index, character in enumerate(span[1:], 1):
        if character == close:
            if not depth:
                return index
            depth -= 1
        elif character == first:
            depth += 1
    return None


def _odd_last(text: str, start: int, end: int) -> bool:
    last, before = text[end - 1], text[start : end - 1].rstrip()
    if last == ".":
        return not _is_abbreviation(text, start, end)
    if last in _INCH_OR_FOOT and before[-1:].isnumeric():
        return False
    if last in "'’" and text[end - 2 : end - 1].isalpha():  # `boys'`, `Dunkin'`; but not the end of a quotation
        return start > 0 and text[start - 1] in "'‘"
    if last in _OPENING:
        return not any(opening in before for opening in _OPENING[last])
    return last in _NEVER_LAST or last in _CLOSING


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Tells whether the period belongs to the word before it, or the sentence continues after it."""
    spaced = text[start:end].replace(" .", ".")
    word = _LAST_WORD.search(spaced)
    if word is None:
        return False
    letters = word[1].lower()
    inner = spaced[: word.start()].endswith(".") or len(letters) == 1
    return inner or letters in _ABBREVIATIONS or not set(letters) & set("aeiouy") or bool(_GOES_ON.match(text, end))
