"""The read path of a query: text → spans → properties that the graph knows → terms and filters."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.filters import Filter
from app.domain.limits import Limit, read_limits
from app.domain.queries import KnownValue, Target, Term
from app.domain.standard import Standardizer, find_words, fold_word, word_set
from app.extraction.extractor import Extractor
from app.index.index import Index
from model.spans import Span

CATEGORY = "category"
_LONGEST_PHRASE = 4
_MOST_TARGETS = 200
# The most misspelt words of one query that are compared with all words of the graph.
_MOST_CORRECTED = 8
# The factor of a value that equals the word but belongs to another property than the model says.
_OTHER_NAME = 0.7

# Words without meaning for items. They are neither looked up nor reported.
_STOP_WORDS = frozenset(
    (
        "a an and any at by for from i in is it me my no not of on or some than that the thi to want with without you"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query. `folded` is its form for search, or the nearest known word if it is misspelt."""

    start: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class UnderstoodQuery:
    """A query as understood. `terms` with targets were recognised; the others are searched as plain text."""

    text: str
    terms: tuple[Term, ...]
    limits: tuple[Limit, ...]

    @property
    def conditions(self) -> tuple[Filter, ...]:
        return tuple(limit.condition for limit in self.limits)

    @property
    def lead(self) -> int | None:
        """The number of the term that says what kind of thing is wanted: the last one that means a category."""
        found = (n for n, term in enumerate(self.terms) if any(each.name == CATEGORY for each in term.targets[:1]))
        return max(found, default=None)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The stretches that were not recognised."""
        return tuple(term.text for term in self.terms if not term.targets)


class QueryReader:
    """Reads queries with the model that reads the items, then with the values that the graph has."""

    def __init__(self, extractor: Extractor, vocabulary: TeamVocabulary, index: Index) -> None:
        self._extractor = extractor
        self._vocabulary = vocabulary
        self._index = index

    def read(self, text: str) -> UnderstoodQuery:
        """Returns what a query means.

        Limits are taken out first. A word that neither the graph nor the model knows is replaced by the nearest word of
        the graph, if there is one nearby.
        """
        standardizer = self._vocabulary.standardizer
        limits = read_limits(text)
        rest = _without(text, limits)
        free = self._mend([Word(*word) for word in find_words(rest) if word[2] not in _STOP_WORDS])
        terms: list[Term] = []
        for span in self._extractor.extract([rest], min_score=0.0)[0].spans:
            inside = [word for word in free if span.start <= word.start and word.end <= span.end]
            term = self._read_span(text, span, inside, standardizer)
            if term.targets:
                terms.append(term)
                free = [word for word in free if word not in inside]
        terms += self._read_by_vocabulary(text, free, standardizer)
        if rest.strip() and not terms and not limits:
            terms = [_plain(rest)]
        return UnderstoodQuery(text, tuple(sorted(terms, key=lambda term: term.start)), tuple(limits))

    def _mend(self, found: Sequence[Word]) -> list[Word]:
        unknown = self._index.unknown_words(word.folded for word in found)
        misspelt = [word for word in sorted(unknown) if not self._extractor.is_word(word)][:_MOST_CORRECTED]
        return [self._mended(word) if word.folded in misspelt else word for word in found]

    def _mended(self, word: Word) -> Word:
        distance = 0 if len(word.folded) < 4 or word.folded.isdigit() else 1 if len(word.folded) < 8 else 2
        near = self._index.close_words(word.folded, distance) if distance else []
        return Word(word.start, word.end, near[0]) if near else word

    def _read_span(self, text: str, span: Span, inside: Sequence[Word], standardizer: Standardizer) -> Term:
        """Looks up the standard value of what the model saw, and otherwise its words."""
        if not inside:
            return Term(0, 0, "", ())
        label = standardizer.name(span.label)
        mended = any(word.folded != fold_word(text[word.start : word.end]) for word in inside)
        said = " ".join(word.folded for word in inside) if mended else span.text
        read = standardizer.standardize(label, said, text)
        name = standardizer.home(label, read)
        standard = [word for _, _, word in find_words(read.value)]
        own = [word.folded for word in inside if word.folded not in word_set(label)] or [word.folded for word in inside]
        targets = self._targets(standard, name) or self._targets(own, label)
        return _to_term(text, inside, targets, span.score)

    def _read_by_vocabulary(self, text: str, free: Sequence[Word], standardizer: Standardizer) -> list[Term]:
        """Returns the longest runs of words that are a value of any property; the rest become plain words."""
        terms: list[Term] = []
        at = 0
        while at < len(free):
            for length in range(min(_LONGEST_PHRASE, len(free) - at), 0, -1):
                run = free[at : at + length]
                targets = self._targets([word.folded for word in run], None)
                targets += self._listed(text[run[0].start : run[-1].end], standardizer)
                if targets or length == 1:
                    terms.append(_to_term(text, run, targets, None))
                    at += length
                    break
        return terms

    def _targets(self, wanted: Sequence[str], name: str | None) -> list[Target]:
        """Returns values of property `name` that contain these words, and values of any property that equal them."""
        is_number = len(wanted) == 1 and wanted[0].isdigit()
        targets = []
        for known in self._index.known(wanted):
            share = _share(known, wanted)
            # A bare number counts only for the property that the model names: others may have it by chance.
            if (known.name == name and share == 1) if is_number else (known.name == name or share == 1):
                factor = share if name in (None, known.name) else _OTHER_NAME
                targets.append(Target(known.name, known.value, factor, known.display))
        return sorted(targets, key=lambda target: (target.name != name, -target.factor, target.name, target.value))

    def _listed(self, said: str, standardizer: Standardizer) -> list[Target]:
        """Returns the values that the team or the rules call so, if the graph has them: "dark blue" may mean navy."""
        other = [listed for listed in standardizer.listed(said) if word_set(listed[1]) != word_set(said)]
        return [
            Target(known.name, known.value, 1.0, known.display)
            for listed in other
            for known in self._index.known(word_set(listed[1]))
            if (known.name, known.value) == listed
        ]


def _to_term(text: str, found: Sequence[Word], targets: Sequence[Target], score: float | None) -> Term:
    start, end = found[0].start, found[-1].end
    wanted = tuple(word.folded for word in found)
    return Term(start, end, text[start:end], wanted, tuple(targets[:_MOST_TARGETS]), score)


def _plain(text: str) -> Term:
    """Returns the term of a query in which nothing is known: its words are searched as they are.

    Without any words it matches nothing.
    """
    found = find_words(text)
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return Term(start, end, text[start:end], tuple(word for _, _, word in found))


def _share(known: KnownValue, wanted: Sequence[str]) -> float:
    """Returns how much of a value the words make up: 1 if they are all of it."""
    return len(set(wanted)) / len(word_set(known.value))


def _without(text: str, limits: Sequence[Limit]) -> str:
    """Returns the text with its limits replaced by blanks, so that offsets stay the same."""
    for limit in limits:
        text = text[: limit.start] + " " * (limit.end - limit.start) + text[limit.end :]
    return text
