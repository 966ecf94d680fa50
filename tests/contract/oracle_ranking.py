"""The formula of relevance as docs/api.md says it, written again without the code of the service."""

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import Stemmer

from app.domain.items import Item
from app.domain.queries import Query, Term
from app.domain.relevance.denials import denied_keys
from app.domain.relevance.heads import heads
from app.domain.standard import find_words

# Weight and pivot of title, values and text.
FIELDS = ((4, 8), (3, 12), (1, 60))


@dataclass(frozen=True)
class Reason:
    """What an item matches of a term, and how well, from 1 to 255."""

    level: int
    name: str
    value: str


def words_of(text: str) -> list[str]:
    return [word for _, _, word in find_words(text)]


def stem(word: str) -> str:
    kept = ""
    for character in unicodedata.normalize("NFD", word):
        if not (0x300 <= ord(character) <= 0x36F and kept and "a" <= kept[-1] <= "z"):
            kept += character
    return str(Stemmer.Stemmer("english").stemWord(unicodedata.normalize("NFC", kept)))


class Words:
    """The words of an item, as it says them."""

    def __init__(self, item: Item) -> None:
        self.title = words_of(item.title)
        values = [each for prop in item.properties for each in {*words_of(prop.value), *words_of(prop.display)}]
        self._fields = [self.title, values, words_of(item.text)]
        said = [(prop.name, prop.value, prop.display) for prop in item.properties]
        self._texts = [*map(words_of, (item.title, item.text, *(each for _, *pair in said for each in pair)))]
        self.heads = heads(item.title, said)
        self._denied = denied_keys(item.title, item.text, said, lambda words: Counter(map(stem, words)))

    def level(self, word: str) -> int:
        """Returns how well the item says a word: the better of the word itself and four fifths of its stem."""
        stemmed = _impact([[stem(each) == stem(word) for each in said] for said in self._fields])
        return max(self.exact(word), max(1, stemmed * 8 // 10) if stemmed else 0)

    def exact(self, word: str) -> int:
        return _impact([[each == word for each in said] for said in self._fields])

    def insists_on(self, word: str) -> bool:
        """Whether the item says a word, and not only to deny it."""
        return self.level(word) > 0 and f"!{stem(word)}" not in self._denied

    def says(self, phrase: Sequence[str]) -> bool:
        """Whether title, text, or a value or display of a property has these words side by side."""
        size = len(phrase)
        return any(words[n : n + size] == list(phrase) for words in self._texts for n in range(len(words)))

    def in_title(self, words: Sequence[str]) -> bool:
        return all(any(each == word or stem(each) == stem(word) for each in self.title) for word in words)


def _impact(said: Sequence[Sequence[bool]]) -> int:
    """BM25F with k1 = 1.2 and b = .6, from the places of each field that say a word."""
    if not any(map(any, said)):
        return 0
    frequency = sum(
        weight / (1 - 0.6 + 0.6 * len(places) / pivot) * sum(places)
        for (weight, pivot), places in zip(FIELDS, said, strict=True)
    )
    return max(1, round(255 * frequency / (frequency + 1.2)))


def reason(item: Item, words: Words, term: Term) -> Reason | None:
    """Returns the best level. A property is the reason unless words count more than half as much again."""
    has = {(prop.name, prop.value) for prop in item.properties}
    properties = [
        Reason(max(1, round(255 * target.factor)), target.name, target.value)
        for target in term.targets
        if (target.name, target.value) in has
    ]
    others = [Reason(level, *said) for level, said in _said(words, term)]
    chosen = sorted(properties, key=_order)[:1] + sorted(others, key=_order)[:1]
    if len(chosen) == 2:
        chosen = chosen[:1] if 1.5 * chosen[0].level >= chosen[1].level else chosen[1:]
    level = max((each.level for each in (*properties, *others)), default=0)
    if term.heads and words.heads and not words.heads & set(term.heads):
        level = max(1, level // 2)
    return Reason(level, chosen[0].name, chosen[0].value) if chosen else None


def _order(each: Reason) -> tuple[int, str, str]:
    return -each.level, each.name, each.value


def _said(words: Words, term: Term) -> list[tuple[int, tuple[str, str]]]:
    """Returns the levels of the words of a term together, and of each variant."""
    found = []
    level = min([words.level(word) for word in term.words], default=0)
    if level:
        found.append((level, term.words, words.in_title(term.words)))
    found += [
        (max(1, own * 6 // 10), (word,), word in words.title) for word in term.variants if (own := words.exact(word))
    ]
    return [
        (max(1, math.floor(level * term.text_factor)), ("title" if in_title else "text", " ".join(said)))
        for level, said, in_title in found
    ]


def weight(items: int, having: int) -> int:
    """ln(1 + N / n) in millionths, and 0 for a term that nothing matches."""
    return round(1_000_000 * math.log(1 + items / having)) if having else 0


def score(reasons: Sequence[Reason | None], weights: Sequence[int]) -> float:
    """The sum of weights times levels, rounded half up to millionths."""
    total = sum(each.level * weight for each, weight in zip(reasons, weights, strict=True) if each)
    whole, rest = divmod(total, 255)
    return (whole + (rest >= 128)) / 1_000_000


def met_by(query: Query, reasons: Sequence[Reason | None]) -> list[bool]:
    """Whether an item meets each term. It is of the leading kind from level 80 on."""
    least = [80 if n == query.lead and query.match != "any" else 1 for n in range(len(query.terms))]
    return [each is not None and each.level >= level for each, level in zip(reasons, least, strict=True)]


def tier(query: Query, reasons: Sequence[Reason | None]) -> int | None:
    """0: a full match. 1 to 3: partial ones. None: none at all."""
    if query.ranks_only or not query.terms:
        return 0
    if not any(reasons):
        return None
    met = met_by(query, reasons)
    full = all(own or not term.required for own, term in zip(met, query.terms, strict=True))
    if query.match == "any" or full:
        return 0
    if query.match == "all":
        return None
    if query.lead is None or met[query.lead]:
        return 1
    return 2 if reasons[query.lead] else 3


def decided(query: Query, tiers: Mapping[str, int]) -> tuple[int, int]:
    """Returns the last tier that is counted and the last that is shown, from the tier of each match."""
    numbers = [sum(own == each for own in tiers.values()) for each in range(4)]
    by_relevance = query.sort.key == "relevance"
    mentions_follow = by_relevance and numbers[0] + numbers[1] < 10 and numbers[2] > 0
    if numbers[0]:
        return 0, 2 if mentions_follow else 1 if numbers[1] and numbers[0] < 20 and by_relevance else 0
    if numbers[1]:
        return 1, 2 if mentions_follow else 1
    return (2, 2) if numbers[2] else (3, 3) if numbers[3] else (0, 0)
