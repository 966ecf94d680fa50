"""Which corrections outlive a change of the item's texts, and how a fingerprint tells them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.domain.items import Correction, Field, Stretch

# Of one item. More would make each of its writes slow.
MOST_CORRECTIONS = 200
_DIGITS = 12


def keep(
    corrections: Iterable[Correction], texts: Mapping[Field, str]
) -> tuple[tuple[Correction, ...], tuple[Correction, ...]]:
    """Returns the corrections that hold in these texts, and those that do not.

    A correction without a span holds in any text. One with a span holds if its words stand there, or, elsewhere in the
    same field, exactly once: then its span moves.
    """
    kept, dropped = [], []
    for each in corrections:
        if each.span is None:
            kept.append(each)
        elif found := _find(each.span, texts.get(each.span.field, "")):
            kept.append(each if found == each.span else replace(each, span=found))
        else:
            dropped.append(each)
    return tuple(kept), tuple(dropped)


def _find(span: Stretch, text: str) -> Stretch | None:
    if text[span.start : span.end] == span.text:
        return span
    if text.count(span.text) != 1:
        return None
    start = text.index(span.text)
    return replace(span, start=start, end=start + len(span.text))


def stamp(corrections: Iterable[Correction]) -> str:
    """Returns a text that differs for other corrections; empty if there are none.

    The key of a correction that is loaded again is that of the load, and its earlier key is its person.
    """
    told = [repr(replace(each, by=each.by or each.key, key=None)) for each in corrections]
    return hashlib.sha256("\n".join(told).encode("utf-8", "backslashreplace")).hexdigest()[:_DIGITS] if told else ""


def stamped(fingerprint: str, corrections: Iterable[Correction]) -> str:
    """Returns the fingerprint of a draft with its corrections."""
    found = stamp(corrections)
    return f"{fingerprint}-{found}" if found else fingerprint


def unstamped(fingerprint: str) -> str:
    """Returns the fingerprint of the draft alone."""
    return fingerprint.partition("-")[0]


def stamp_of(fingerprint: str) -> str:
    """Returns the stamp of the corrections that a fingerprint tells."""
    return fingerprint.partition("-")[2]
