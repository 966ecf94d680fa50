"""The read path of a query: text → parts of the grammar → the model's spans → terms, limits and exclusions."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.catalog.queries.choices import join_choices
from app.catalog.queries.held import IndexHeld, words_of
from app.catalog.queries.lead import find_lead
from app.catalog.queries.meanings import Meanings
from app.catalog.queries.runs import Grouper, Run
from app.catalog.queries.terms import TermMaker, supports_of
from app.catalog.queries.understood import Kind, Part, UnderstoodQuery, Use
from app.catalog.queries.words import mend, read_words
from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.grammar import COMPARING, ORDERING, Limit, read_parts
from app.domain.grammar import Part as Read
from app.domain.queries import Term
from app.domain.relevance.heads import CATEGORY
from app.domain.standard import Standardizer
from app.domain.synonyms import Names, general_names, is_noun, other_names
from app.extraction.extractor import Extractor
from app.index.index import Index

# A better item may say these words, but no item is worse for not saying them.
_PRAISE = frozenset(
    (
        "best good great nice cool top quality cheap affordable beautiful perfect favorite amazing awesome gift "
        "present idea"
    ).split()
)
_PREFERRED = _PRAISE | COMPARING | ORDERING


class QueryReader:
    """Reads queries with the grammar, with the model that reads the items, then with the values of the graph.

    `names` gives the other names of things.
    """

    def __init__(
        self, extractor: Extractor, vocabulary: TeamVocabulary, index: Index, names: Names = other_names
    ) -> None:
        self._extractor = extractor
        self._vocabulary = vocabulary
        self._index = index
        self._names = names

    def read(self, text: str, dropped: Collection[int] = ()) -> UnderstoodQuery:
        """Returns what a query means. `dropped` has the numbers of parts that the caller leaves out."""
        standardizer = self._vocabulary.standardizer
        held = IndexHeld(self._index)
        read = read_parts(text, held, standardizer)
        runs = self._runs(text, read, held)
        preferred = [run for run in runs if _is_preferred(run) or _is_measured(run, read, text, standardizer)]
        lead = find_lead(text, [run for run in runs if run not in preferred], held, self._names)
        meanings = Meanings(text, self._index, held, standardizer)
        is_alone = len(runs) + len(read) == 1
        maker = TermMaker(
            text, held, standardizer, self._names, frozenset(word.folded for run in runs for word in run.words)
        )
        of_runs = [_of_run(maker, run, is_lead=run is lead, required=is_alone or run not in preferred) for run in runs]
        parts = of_runs + [meanings.part(each) for each in read]
        ordered = join_choices(text, sorted(parts or _plain(text), key=lambda part: part.start))
        leading = next((part for part in ordered if lead and part.start <= lead.start < part.end), None)
        kept = tuple(replace(part, use="dropped") if n in dropped else part for n, part in enumerate(ordered))
        return UnderstoodQuery(text, kept, leading)

    def _runs(self, text: str, read: Iterable[Read], held: IndexHeld) -> list[Run]:
        """Returns what the grammar leaves of the text, as runs of words."""
        rest = _without(text, read)
        words = read_words(rest, text, self._is_word, self._index, self._names)
        mended = mend(rest, words, self._extractor)
        spans = self._extractor.extract([mended.text], min_score=0.0)[0].spans
        return Grouper(text, held, self._vocabulary.standardizer, self._names).runs(words, mended, spans)

    def _is_word(self, word: str) -> bool:
        """Whether a folded word is a real one, although no item may say it: the model's, or of the name of a thing."""
        kinds = self._vocabulary.standardizer.rulebook.rules(CATEGORY).whole
        return self._extractor.is_word(word) or is_noun(word) or word in kinds


def _of_run(maker: TermMaker, run: Run, *, is_lead: bool, required: bool) -> Part:
    required = is_lead or required
    term = maker.term(replace(run, name=CATEGORY, is_head=True) if is_lead else run, required=required)
    term = replace(term, heads=_heads(term)) if is_lead else term
    use: Use = "required" if required else "preferred"
    kind: Kind = "property" if term.targets else "word"
    supports = () if is_lead else supports_of(term)
    return Part(run.start, run.end, term.text, kind, use, term, supports=supports, corrected=run.corrected)


def _heads(term: Term) -> tuple[str, ...]:
    """Returns the last words of the names of what is wanted; none if the graph has no such kind of things."""
    kinds = [words_of(target.value)[-1] for target in term.targets if target.name == CATEGORY]
    general = [name[-1] for name in general_names(term.words)]
    return tuple(dict.fromkeys((*kinds, *general, *term.words[-1:], *term.variants))) if kinds else ()


def _is_preferred(run: Run) -> bool:
    return all(word in _PREFERRED for word in run.said)


def _is_measured(run: Run, read: Iterable[Read], text: str, standardizer: Standardizer) -> bool:
    """Whether a run behind a limit only names what is measured, and the graph has no such property: "16 gb ram"."""
    limits = [each for each in read if isinstance(each, Limit) and each.end <= run.start]
    if not limits or len(run.words) > 1 or text[limits[-1].end : run.start].strip():
        return False
    bounds = limits[-1].condition.bounds
    return bounds is not None and bounds.unit in standardizer.measures(run.said[0])


def _plain(text: str) -> list[Part]:
    """Returns the part of a query in which nothing is known: its words are searched. Without any it matches nothing."""
    said = text.strip()
    start = text.find(said)
    term = Term(start, start + len(said), said, words_of(said))
    return [Part(term.start, term.end, said, "word", term=term)] if said else []


def _without(text: str, parts: Iterable[Read]) -> str:
    """Returns the text with its parts replaced by blanks, so that offsets stay the same."""
    for part in parts:
        text = text[: part.start] + " " * (part.end - part.start) + text[part.end :]
    return text
