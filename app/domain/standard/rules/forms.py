"""The form of a rule file: its keys, and what each must hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.domain.standard.rules.expressions import fault_of
from app.domain.standard.words import spelling

# When a listed value is found in a text.
FINDS = ("always", "missed")
# Lists of what is found in texts.
_FINDERS = ("patterns", "missed", "missed_patterns", "absent")
# Keys of what is found in texts, for the files of properties.
FINDING = ("find", "case", "homonyms", *_FINDERS)
# The most patterns of one property.
_MOST_PATTERNS = 100
READERS = ("age", "count", "quantity", "rating", "size")

EMPTY: dict[str, Any] = {
    "reads": [],
    "spelling": "exact",
    "singular": False,
    "single": False,
    "head": False,
    "by_dimension": False,
    "bare_unit": "",
    "find": "",
    "compound": False,
    "case": "any",
    **{
        key: []
        for key in ("names", "before", "after", "about", "qualifiers", "shades", "designs", "joins", "invariable")
    },
    **{key: [] for key in ("containers", "things", "letters", *_FINDERS)},
    **{
        key: {}
        for key in ("irregular", "systems", "sides", "side_properties", "measures", "beside", "dimensions", "values")
    },
    "homonyms": {},
    "leading": {},
}


def form_faults(keys: Mapping[str, Any]) -> Iterator[tuple[Sequence[str], str]]:
    """Yields the places where a file does not have the expected form, and the differences."""
    for key, found in keys.items():
        if key not in _FORMS:
            yield [key], f"expected one of {', '.join(sorted(_FORMS))}, found {key!r}"
        elif not _FORMS[key][0](found):
            yield [key], f"{key}: expected {_FORMS[key][1]}, found {found!r}"
    for key in ("patterns", "missed_patterns"):
        yield from _pattern_faults(key, keys.get(key, []))
    values = keys.get("values", {})
    for value, entry in values.items() if isinstance(values, dict) else ():
        if not _is_entry(entry):
            expected = "a list of aliases, or { aliases = [...], broader = [...] }"
            yield ["values", value], f"{value!r}: expected {expected}, found {entry!r}"
        elif not spelling(value):
            yield ["values", value], f"expected a value, found {value!r}"


def _pattern_faults(key: str, patterns: Any) -> Iterator[tuple[Sequence[str], str]]:
    if not _is_texts(patterns):
        return
    if len(patterns) > _MOST_PATTERNS:
        yield [key], f"{key}: expected at most {_MOST_PATTERNS}, found {len(patterns)}"
    for each in patterns[:_MOST_PATTERNS]:
        if fault := fault_of(each):
            yield [key, each], f"{key}: {each!r}: {fault}"


def _is_texts(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(each, str) and each.strip() for each in found)


def _is_entry(found: Any) -> bool:
    if isinstance(found, dict):
        return found.keys() <= {"aliases", "broader"} and all(map(_is_texts, found.values()))
    return _is_texts(found)


def _is_table(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda found: isinstance(found, dict) and all(map(check, found.values()))


_TEXTS = (_is_texts, "a list of texts")
_NAMES = (_is_table(_is_texts), "a table of lists of texts")
_FLAG = (lambda found: isinstance(found, bool), "true or false")
# Key → its check, and what the check expects.
_FORMS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "replace": _FLAG,
    "singular": _FLAG,
    "single": _FLAG,
    "head": _FLAG,
    "by_dimension": _FLAG,
    "compound": _FLAG,
    "reads": (lambda found: _is_texts(found) and set(found) <= set(READERS), f"a list of {', '.join(READERS)}"),
    "spelling": (lambda found: found in ("exact", "loose"), '"exact" or "loose"'),
    "find": (lambda found: found in ("", *FINDS), '"always", "missed" or ""'),
    "case": (lambda found: found in ("any", "exact"), '"any" or "exact"'),
    "bare_unit": (lambda found: found in ("", "count"), '"count" or ""'),
    **dict.fromkeys(
        ["names", "before", "after", "about", "qualifiers", "shades", "designs", "joins", "invariable"], _TEXTS
    ),
    **dict.fromkeys(["containers", "things", "letters", *_FINDERS], _TEXTS),
    **dict.fromkeys(
        ["systems", "sides", "side_properties", "measures", "beside", "dimensions", "homonyms", "leading"], _NAMES
    ),
    "irregular": (_is_table(lambda found: isinstance(found, str)), "a table of plural = singular"),
    "values": (lambda found: isinstance(found, dict), "a table of values"),
}
