"""Words that an item says only to deny them: "caffeine-free" says that there is no caffeine."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from app.domain.standard import list_words, word_set

# Starts the key of a word that an item only denies. No word has this character.
DENIED = "!"
# Words between "without" and what is denied, and lists that end with "or": a bare comma may begin something else.
_OF = r"(?:(?:a|an|any|added|all|of|the|use)\s+)*"
_LISTED = r"\w+(?:(?:\s*,\s*\w+)*\s*,?\s+(?:or|nor)\s+\w+)?"
_BEFORE = re.compile(
    rf"(?<![\w-])(?:no|without|w/o|non|zero|0\s?%|free\s+(?:of|from)|not\s+contain(?:ing)?)(?:\s+|[-‐]){_OF}"
    rf"(?P<said>{_LISTED})",
    re.IGNORECASE,
)
# "sugar-free", "BPA/phthalate free", "lactose- and gluten-free", "caffeine is removed"; not "bag, free shipping".
_BEHIND = re.compile(
    r"(?<!\w)(?P<said>\w+(?:/\w+|[-‐]\s(?:and|or)\s\w+)*)"
    r"(?:[-‐]free(?!\w)|\sfree(?!\w)(?!\s(?:with|when|for|gift|sample|shipping|delivery|return|of|from))|\sis\sremoved)",
    re.IGNORECASE,
)
# Most items have none of these, and need no more than a look.
_CUES = ("free", "without", "no ", "no-", "non", "zero", "0%", "0 %", "w/o", "not contain", "removed")
# Returns how often words have every key.
KeysOf = Callable[[Iterable[str]], Counter[str]]


def denied_keys(title: str, text: str, said: Iterable[tuple[str, str, str]], keys_of: KeysOf) -> frozenset[str]:
    """Returns the keys of words that an item only denies. `said` has name, value and display of its properties."""
    values = [f"{value} | {display}" for _, value, display in said]
    everything = " | ".join((title, text, *values)).lower()
    if not any(cue in everything for cue in _CUES):
        return frozenset()
    denied = keys_of([*_denied(title), *_denied(text), *(word for each in values for word in set(_denied(each)))])
    counts = keys_of([*list_words(title), *list_words(text), *(word for each in values for word in word_set(each))])
    return frozenset(f"{DENIED}{key}" for key, count in denied.items() if count >= counts[key])


def _denied(text: str) -> Iterator[str]:
    """Yields the folded words that the text denies, each as often as it does."""
    for pattern in (_BEFORE, _BEHIND):
        for match in pattern.finditer(text):
            yield from list_words(match["said"])
