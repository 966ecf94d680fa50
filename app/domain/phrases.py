"""Values in words: stop phrases, plural heads, shades, qualifiers and several values in one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.vocabulary import Rules
from app.domain.vocabulary.rules import spelling
from app.domain.words import has_word, singular

_EDGES = " ,;:!?–—.-"
# More values than this in one are a list of goods, not a value.
_MOST_PARTS = 6
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Phrase:
    """A value, those more general, and what was said beside it. `known`: the vocabulary has the value or its head."""

    value: str
    broader: tuple[str, ...] = ()
    qualifier: str | None = None
    known: bool = True


def read_phrase(folded: str, rules: Rules) -> Phrase:
    """The value of a folded text that says no quantity; as it stands where spelling is exact."""
    if not rules.loose:
        return Phrase(folded)
    words = spelling(folded).split()
    core = _core(words, rules)
    return _read(core if has_word(" ".join(core)) else words, rules)


def _core(words: Sequence[str], rules: Rules) -> list[str]:
    """Without stop phrases and punctuation at the ends; linear in the words."""
    left, start, end = list(words), 0, len(words)
    before = -1
    while before != end - start:
        before = end - start
        start += rules.before.at_start(left, start, end)
        end -= rules.after.at_end(left, start, end)
        left[start] = left[start].lstrip(_EDGES)
        left[end - 1] = left[end - 1].rstrip(_EDGES)
        start += end - start > 1 and not left[start]
        end -= end - start > 1 and not left[end - 1]
    return left[start:end]


def _read(words: list[str], rules: Rules) -> Phrase:
    if len(words) > _LONGEST:
        return _plain(words, rules)
    return _listed(words, rules) or _several(words, rules) or _one(words, rules)


def _listed(words: Sequence[str], rules: Rules) -> Phrase | None:
    """A value of the vocabulary, in the singular or plural."""
    value = rules.values.get(" ".join(words)) or rules.values.get(_singular(words, rules))
    return Phrase(value, rules.broader[value]) if value else None


def _several(words: Sequence[str], rules: Rules) -> Phrase | None:
    """Several known values in one, which is narrower than each of them: "black/white"."""
    texts = list(_split(" ".join(words), rules))
    if not 1 < len(texts) <= _MOST_PARTS:
        return None
    parts = {part.value: part for text in texts if (part := _one(_core(text.split(), rules), rules)).known}
    if len(parts) == 1 and all(_one(_core(text.split(), rules), rules).known for text in texts):
        return next(iter(parts.values()))
    if len(parts) < len(set(texts)):
        return None
    broader = dict.fromkeys([*parts, *(above for part in parts.values() for above in part.broader)])
    return Phrase(" and ".join(parts), tuple(broader))


def _split(text: str, rules: Rules) -> Iterator[str]:
    """The text between the signs and words that join values."""
    signs = "".join(re.escape(join) for join in rules.joins if not join.isalpha())
    words = "|".join(re.escape(join) for join in rules.joins if join.isalpha())
    pattern = "|".join(filter(None, [f"[{signs}]" if signs else "", rf"\b(?:{words})\b" if words else ""]))
    if pattern:
        yield from filter(None, (part.strip() for part in re.split(pattern, text)))


def _one(words: list[str], rules: Rules) -> Phrase:
    """A single value: listed, shaded, qualified, or as it is."""
    listed = _listed(words, rules)
    if listed:
        return listed
    length = rules.shades.at_start(words, 0, len(words))
    base = _one(words[length:], rules) if length else None
    if base and base.known:
        value = " ".join([*words[:length], base.value])
        return Phrase(value, (base.value, *base.broader))
    length = rules.qualifiers.at_start(words, 0, len(words))
    if length:
        rest = _read(_core(words[length:], rules), rules)
        return replace(rest, qualifier=" ".join(filter(None, [*words[:length], rest.qualifier])))
    return _headed(words, rules) or _plain(words, rules)


def _headed(words: Sequence[str], rules: Rules) -> Phrase | None:
    """A value whose last words are a known one, after one or two others: "emerald green" is a green."""
    for length in (1, 2) if rules.head else ():
        head = _listed(words[length:], rules) if len(words) > length else None
        if head:
            return Phrase(" ".join([*words[:length], head.value]), (head.value, *head.broader))
    return None


def _plain(words: Sequence[str], rules: Rules) -> Phrase:
    return Phrase(_singular(words, rules), known=False)


def _singular(words: Sequence[str], rules: Rules) -> str:
    last = singular(words[-1], rules.irregular, rules.invariable) if rules.singular else words[-1]
    return " ".join([*words[:-1], last])
