"""Reads values in words: stop phrases, plurals, shades, qualifiers and several values in one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.standard.rules import Rules
from app.domain.standard.words import has_word, singular, spelling

_EDGES = " ,;:!?–—./-"
# A text with more values than this is a list of goods, not a value.
_MAX_VALUES = 6
_MAX_WORDS = 12
_SHARE = re.compile(r"(\(?\b\d{1,3}(?:[.,]\d{1,2})?(?:%| ?percent\b)\)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A value with the more general ones and its qualifier. `known`: the rules list the value or its head.

    `shares` has the percentage of each of several values. `vague`: the text is no value of the property by itself.
    """

    value: str
    broader: tuple[str, ...] = ()
    qualifier: str | None = None
    known: bool = True
    shares: tuple[tuple[str, str], ...] = ()
    vague: bool = False


def read_phrase(folded: str, rules: Rules) -> Phrase:
    """Reads a folded text that is not a quantity. If the rules demand exact spelling, it stays unchanged."""
    if not rules.loose:
        return Phrase(folded)
    words = spelling(folded).split()
    core = _core(words, rules)
    return _read(core if has_word(" ".join(core)) else words, rules)


def _core(words: Sequence[str], rules: Rules) -> list[str]:
    """Removes stop phrases and punctuation from both ends. Time is linear in the words."""
    left, start, end = list(words), 0, len(words)
    before = -1
    while before != end - start:
        before = end - start
        left[start] = left[start].lstrip(_EDGES)
        left[end - 1] = left[end - 1].rstrip(_EDGES)
        start += end - start > 1 and not left[start]
        end -= end - start > 1 and not left[end - 1]
        start += rules.before.at_start(left, start, end)
        end -= rules.after.at_end(left, start, end)
    return left[start:end]


def _read(words: list[str], rules: Rules) -> Phrase:
    if len(words) > _MAX_WORDS:
        return _plain(words, rules)
    return _listed(words, rules) or _composed(words, rules) or _several(words, rules) or _one(words, rules)


def _listed(words: Sequence[str], rules: Rules) -> Phrase | None:
    """Reads a value that the rules list, in the singular or plural."""
    value = rules.values.get(" ".join(words)) or rules.values.get(_singular(words, rules))
    return Phrase(value, rules.broader[value]) if value else None


def _composed(words: Sequence[str], rules: Rules) -> Phrase | None:
    """Reads values with shares: "60% cotton 40% polyester", "cotton (60%), polyester (40%)", "wool 100%"."""
    before, *rest = _SHARE.split(" ".join(words)) if rules.shares else [""]
    if not rest or (has_word(before) and has_word(rest[-1])) or len(rest) > 2 * _MAX_VALUES:
        return None
    shares, texts = rest[::2], rest[1::2] if has_word(rest[-1]) else [before, *rest[1:-1:2]]
    parts = [_shared(text, share, rules) for text, share in zip(texts, shares, strict=True)]
    if (len(parts) == 1 and not has_word(before)) or not all(part and part.known for part in parts):
        return None
    return _joined([part for part in parts if part])


def _shared(text: str, share: str, rules: Rules) -> Phrase | None:
    """Reads one value with its share, which comes first in its qualifier."""
    said = [part.split() for part in (rules.joins.split(text) if rules.joins else [text]) if has_word(part)]
    if len(said) != 1:
        return None
    part = _one(_core(said[0], rules), rules)
    number = share.strip("() ").removesuffix("percent").strip(" %")
    return replace(part, qualifier=" ".join(filter(None, [f"{number}%", part.qualifier])))


def _several(words: Sequence[str], rules: Rules) -> Phrase | None:
    """Reads several known values in one, which is narrower than each of them: "black/white"."""
    texts = rules.joins.split(" ".join(words)) if rules.joins else []
    said = [text.split() for text in texts if has_word(text)]
    if not 1 < len(said) <= _MAX_VALUES:
        return None
    parts = [_one(_core(part, rules), rules) for part in said]
    return _joined(parts) if all(part.known for part in parts) else None


def _joined(parts: Sequence[Phrase]) -> Phrase:
    values = {part.value: part for part in parts}
    if len(values) == 1:
        return parts[0]
    broader = dict.fromkeys([*values, *(above for part in parts for above in part.broader)])
    shares = tuple((part.value, part.qualifier) for part in parts if part.qualifier)
    return Phrase(" and ".join(values), tuple(broader), shares=shares)


def _one(words: list[str], rules: Rules) -> Phrase:
    """Reads a single value: listed, with a shade, with a qualifier, or unchanged."""
    listed = _listed(words, rules)
    if listed:
        return listed
    length = rules.designs.at_end(words, 0, len(words))
    base = _one(words[:-length], rules) if length else None
    if base and base.known:
        return Phrase(" ".join([base.value, *words[-length:]]), (base.value, *base.broader))
    length = rules.shades.at_start(words, 0, len(words))
    base = _one(_core(words[length:], rules), rules) if length else None
    if base and base.known:
        value = " ".join([*words[:length], base.value])
        return Phrase(value, (base.value, *base.broader))
    length = rules.qualifiers.at_start(words, 0, len(words))
    if length:
        rest = _read(_core(words[length:], rules), rules)
        return replace(rest, qualifier=" ".join(filter(None, [*words[:length], rest.qualifier])))
    return _headed(words, rules) or _plain(words, rules)


def _headed(words: Sequence[str], rules: Rules) -> Phrase | None:
    """Reads a known value with one or two other words in front: "bottle green" is a green."""
    for length in (1, 2) if rules.head else ():
        head = _listed(words[length:], rules) if len(words) > length else None
        if head and all(map(has_word, words[:length])):
            return Phrase(" ".join([*words[:length], head.value]), (head.value, *head.broader))
    return None


def _plain(words: Sequence[str], rules: Rules) -> Phrase:
    vague = any(phrases.are_all(list(words)) for phrases in (rules.designs, rules.before, rules.after))
    return Phrase(_singular(words, rules), known=False, vague=vague)


def _singular(words: Sequence[str], rules: Rules) -> str:
    last = singular(words[-1], rules.irregular, rules.invariable) if rules.singular else words[-1]
    return " ".join([*words[:-1], last])
