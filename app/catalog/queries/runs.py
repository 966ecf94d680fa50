"""Groups the words of a query into runs that mean one thing: by the model's spans, then by the values of the graph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.catalog.queries.held import IndexHeld, words_of
from app.catalog.queries.words import Mended, Word
from app.domain.relevance.heads import CATEGORY
from app.domain.standard import Standardizer, fold_word
from app.domain.synonyms import Names
from model.spans import Span

_LONGEST_RUN = 4
_HYPHEN = re.compile(r"[-‐]")
_POINT = re.compile(r"(?<=\d)[.,](?=\d)")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that mean one thing. `name` is the property that the model says, with its `score`.

    `whole` is the name of the thing of which the run is a part: of "fishing rod", "fishing" is one run and "rod"
    another, so that an item may say them apart.
    """

    words: tuple[Word, ...]
    name: str | None = None
    score: float | None = None
    whole: tuple[str, ...] = ()
    is_head: bool = False

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(word.known for word in self.words)

    @property
    def corrected(self) -> str | None:
        """What the words are read as, if one of them is misspelt."""
        return " ".join(self.said) if any(word.meant for word in self.words) else None


class Grouper:
    """Groups the words of one query."""

    def __init__(self, text: str, held: IndexHeld, standardizer: Standardizer, names: Names) -> None:
        self._text = text
        self._held = held
        self._standardizer = standardizer
        self._names = names

    def runs(self, words: Sequence[Word], mended: Mended, spans: Sequence[Span]) -> list[Run]:
        """Returns the runs in the order of the text. Every word is in one of them. The spans are of the mended text."""
        found, free = self._named_things(words)
        for span in spans:
            inside = [word for word in free if _is_inside(mended.place(word), span)]
            name = self._standardizer.name(span.label)
            inside = [word for word in inside if word.folded != fold_word(name)] or inside
            if inside:
                found += self._of_span(inside, name, span.score)
                free = [word for word in free if word not in inside]
        found += self._of_values(free)
        return sorted(found, key=lambda run: run.start)

    def _named_things(self, words: Sequence[Word]) -> tuple[list[Run], list[Word]]:
        """Returns the runs of names of several words that the vocabulary has ("quad bike"), and the other words."""
        found: list[Run] = []
        free, at = list(words), 0
        while at < len(free):
            lengths = range(min(_LONGEST_RUN, len(free) - at), 1, -1)
            length = next((n for n in lengths if self._names([word.known for word in free[at : at + n]])), 0)
            found += self._of_span(free[at : at + length], CATEGORY, None)
            at, free = (at, free[:at] + free[at + length :]) if length else (at + 1, free)
        return found, free

    def _of_span(self, inside: Sequence[Word], name: str, score: float | None) -> Iterator[Run]:
        said = tuple(word.known for word in inside)
        groups = self._hyphenated(inside)
        if name == CATEGORY:
            for at, group in enumerate(groups):
                yield Run(group, name, score, said, is_head=at == len(groups) - 1)
        elif len(groups) > 1 and self._is_known(inside):
            yield Run(tuple(inside), name, score)
        else:
            yield from (Run(group, name, score) for group in groups)

    def _of_values(self, free: Sequence[Word]) -> Iterator[Run]:
        """Yields the longest runs of words that are a value; the other words stand alone."""
        at = 0
        while at < len(free):
            lengths = range(min(_LONGEST_RUN, len(free) - at), 1, -1)
            alone = 2 if at + 1 < len(free) and self._is_decimal(free[at], free[at + 1]) else 1
            length = next((each for each in lengths if self._is_known(free[at : at + each])), alone)
            yield Run(tuple(free[at : at + length]))
            at += length

    def _is_known(self, words: Sequence[Word]) -> bool:
        """Whether these words are a value of the graph, or listed as another name of one."""
        said = frozenset(word.known for word in words)
        if any(frozenset(words_of(known.value)) == said for known in self._held.known(sorted(said))):
            return True
        return bool(self._standardizer.listed(self._text[words[0].start : words[-1].end]))

    def _hyphenated(self, inside: Sequence[Word]) -> list[tuple[Word, ...]]:
        """Returns the words, those that are joined by hyphens or a decimal point together."""
        groups: list[tuple[Word, ...]] = []
        for word in inside:
            before = groups[-1][-1] if groups else None
            if before and (_HYPHEN.fullmatch(self._text[before.end : word.start]) or self._is_decimal(before, word)):
                groups[-1] = (*groups[-1], word)
            else:
                groups.append((word,))
        return groups

    def _is_decimal(self, whole: Word, rest: Word) -> bool:
        """Whether two words are one number: "17.3"."""
        return rest.start - whole.end == 1 and _POINT.match(self._text, whole.end) is not None


def _is_inside(place: tuple[int, int], span: Span) -> bool:
    return span.start <= place[0] and place[1] <= span.end
