"""Completes a query while it is typed: with values, words and titles that the graph holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Literal

from app.catalog.queries.held import IndexHeld
from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.grammar import Exclusion, Limit, read_parts
from app.domain.queries import TITLE, KnownValue, Plan, Query, Term
from app.domain.relevance.formula import MICRO
from app.domain.spelling import slips
from app.domain.standard import find_words, fold, word_set
from app.index.index import Index

Kind = Literal["value", "word", "title"]

# The words of the query that may be the beginning of one value.
_LONGEST_VALUE = 3
# Ways to end the last word, which are offered and looked for in titles, and titles that are offered.
_MOST_ENDS = 3
_MOST_TITLES = 3


@dataclass(frozen=True, slots=True)
class Completion:
    """A query that goes on where the typed one stops, and what its end means.

    `known` is the value of the graph; `item_id` that of the item whose title it is.
    """

    text: str
    kind: Kind
    known: KnownValue | None = None
    item_id: str | None = None


def complete(index: Index, vocabulary: TeamVocabulary, text: str, limit: int) -> list[Completion]:
    """Returns completions: values of the longest end of the text first, then words, then titles.

    The commonest come first. A last word that begins nothing is corrected if a word of a value is near. What an
    exclusion leaves out is completed as a word, since the query is not for the items that have it; the end of a limit
    is complete.
    """
    words = find_words(text)
    if not words:
        return []
    start, end, last = words[-1]
    parts = read_parts(text, IndexHeld(index), vocabulary.standardizer)
    part = next((each for each in parts if each.start <= start < each.end), None)
    if isinstance(part, Limit):
        return []
    found = list(_values(index, vocabulary, text, words, limit))
    if isinstance(part, Exclusion):
        found = [Completion(each.text, "word") for each in found]
    ends = _ends(index, fold(text[start:end]), last)
    said = [Completion(text[:start] + word, "word") for word in ends]
    titles = [] if len(last) < 2 else list(_titles(index, [word for *_, word in words], ends))
    kept = min(2, len(titles), limit // 2)
    return [*islice(_distinct(chain(found, said)), limit - kept), *titles][:limit]


def _ends(index: Index, typed: str, folded: str) -> list[str]:
    """Returns the words that begin as typed. "shoes" is a form of "shoe" and begins no word; "dres" begins "dress"."""
    whole = [folded] if folded != typed and not index.unknown_words([folded]) else []
    return [*whole, *index.words_with_prefix(typed, _MOST_ENDS)][:_MOST_ENDS]


def _values(
    index: Index, vocabulary: TeamVocabulary, text: str, words: Sequence[tuple[int, int, str]], limit: int
) -> Iterator[Completion]:
    """Yields the values that the last words begin, those of more words first. If there are none, of a near word."""
    found = False
    for length in range(min(_LONGEST_VALUE, len(words)), 0, -1):
        start = words[-length][0]
        for known in index.prefixed(text[start:], limit=limit):
            found = True
            yield _value(vocabulary, text[:start], known)
    if not found:
        start, _, last = words[-1]
        for near in index.close_words(last, slips(last))[:1]:
            for known in index.prefixed(near, limit=limit):
                yield _value(vocabulary, text[:start], known)


def _value(vocabulary: TeamVocabulary, head: str, known: KnownValue) -> Completion:
    shown = replace(known, display=vocabulary.display(known.name, known.value, known.display))
    return Completion(head + shown.display, "value", shown)


def _titles(index: Index, words: Sequence[str], ends: Sequence[str]) -> Iterator[Completion]:
    """Yields the items whose titles have all words, the last one in any of its ends.

    All words weigh the same, because counting the items that say each takes half of the time.
    """
    terms = [Term(0, 0, word, (word,)) for word in words[:-1]]
    last = Term(0, 0, words[-1], (words[-1],), variants=tuple(ends))
    plan = Plan((MICRO,) * len(words))
    for hit in index.search(Query((*terms, last), match="all", limit=_MOST_TITLES, plan=plan)).hits:
        if all(name == TITLE for name, _ in hit.matched):
            yield Completion(hit.item.title, "title", item_id=hit.item.id)


def _distinct(found: Iterable[Completion]) -> Iterator[Completion]:
    """Leaves out values that come again, and words that a value says already."""
    seen = set[object]()
    for each in found:
        words = word_set(each.text)
        key = (each.known.name, each.known.value) if each.known else words
        if key not in seen:
            yield each
        seen |= {key, words}
