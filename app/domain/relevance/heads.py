"""What kind of thing an item is, by the head of its title: of "Backpack navy, 17 in laptop", a backpack."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence

from app.domain.standard import list_words

CATEGORY = "category"
# Starts the key of a head. It is itself the key of all items that have one. No word has this character.
HEAD = "^"
# Names of several things: of "drum set", the drum is the head.
COLLECTIVE = frozenset(
    (
        "set kit collection bundle pack pair assortment accessory gear equipment supply stuff item combo duo trio "
        "medley mix decoration decor"
    ).split()
)
# Forms in which things come: a soap bar is soap.
_FORMS = frozenset(
    (
        "arrangement bar block bottle bouquet box bunch can cluster cube cut fillet jar loaf piece platter roll sheet "
        "slice stick tablet tin tube wedge wheel"
    ).split()
)
# Behind these stands what the thing has, or what it is for.
_PREPOSITION = r"(?:for|with|without|in|from|by|on|to|at|of)(?!\w)"
_ENDS = re.compile(rf"[,;:|()\[\]]|\s[-–—]\s|(?<!\w)(?={_PREPOSITION})", re.IGNORECASE)
_IS_BEHIND = re.compile(_PREPOSITION, re.IGNORECASE)
# So many names of kinds are known by heart: items repeat them.
_KEPT_KINDS = 20_000
_AND = re.compile(r"[&+/]|(?<!\w)and(?!\w)", re.IGNORECASE)


def heads(title: str, said: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    """Returns the last words of the kinds that the head of a title names: "table" and "chair" of "table and chairs".

    `said` has name, value and display of the item's properties. The head is the first stretch of the title that names
    one of its categories, if possible not behind a preposition. Of several categories, the last counts. A set of
    several things has no head, because it may be any of them, nor has a box or a bar.
    """
    kinds = {kind for name, *texts in said if name == CATEGORY for text in texts if (kind := _words(text))}
    if not kinds:
        return frozenset()
    for stretch in sorted(_ENDS.split(title), key=_is_behind):
        if found := frozenset(_named(stretch, kinds)):
            return frozenset() if found & (COLLECTIVE | _FORMS) else found
    return frozenset()


def head_keys(words: Iterable[str]) -> list[str]:
    """Returns the keys of an item with these heads; the first is that of all items with any."""
    keys = [f"{HEAD}{word}" for word in words]
    return [HEAD, *keys] if keys else []


def _is_behind(stretch: str) -> bool:
    return _IS_BEHIND.match(stretch) is not None


@functools.lru_cache(_KEPT_KINDS)
def _words(text: str) -> tuple[str, ...]:
    return tuple(list_words(text))


def _named(stretch: str, kinds: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for part in _AND.split(stretch):
        words = list_words(part)
        ends = {end: kind[-1] for kind in kinds if (end := _last_end(words, kind))}
        if ends:
            yield ends[max(ends)]


def _last_end(words: Sequence[str], kind: tuple[str, ...]) -> int:
    """Returns where a kind ends for the last time among words; 0 if it is not there."""
    ends = range(len(words), len(kind) - 1, -1)
    return next((end for end in ends if tuple(words[end - len(kind) : end]) == kind), 0)
