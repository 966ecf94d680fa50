"""Makes terms of the runs of a query: the properties that they may mean, and the words that say the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.catalog.queries.held import IndexHeld, words_of
from app.catalog.queries.runs import Run
from app.domain.queries import KnownValue, Target, Term
from app.domain.relevance.heads import CATEGORY
from app.domain.standard import Standardizer
from app.domain.synonyms import Names, is_ambiguous, near_words, same_words, words_without

_MOST_TARGETS = 200
# Sides that are written as one word ("200x200"). Texts also write them apart.
_SIDES, _SIDE = re.compile(r"\d+(?:x\d+)+"), re.compile(r"\d+|x")


@dataclass(frozen=True, slots=True)
class Factors:
    """How much the properties of a term count, beside words. Chosen on judged queries."""

    # A value that is what the words say, of the property that the model says or of none. A title that says the words
    # counts more than a value that was read from a text.
    same: float = 0.75
    # The same value of another property, as a part of that.
    other_name: float = 0.7
    # A narrower kind of the thing that is wanted, as a part of that: for "bag", a tote bag.
    kind: float = 0.9
    # Another name of the thing.
    synonym: float = 0.7
    # Words that only rank: enough to part items that miss the same, too little to lift an item above one of the kind.
    support: float = 0.2
    # A kind of things that has a part of the name: for "table" in "table lamp", a table.
    part: float = 0.3


FACTORS = Factors()


class TermMaker:
    """Makes the terms of one query, which says the words `said`."""

    def __init__(
        self,
        text: str,
        held: IndexHeld,
        standardizer: Standardizer,
        names: Names,
        said: frozenset[str],
        factors: Factors = FACTORS,
    ) -> None:
        self._text = text
        self._held = held
        self._standardizer = standardizer
        self._names = names
        self._all_said = said
        self._factors = factors

    def term(self, run: Run, *, required: bool = True) -> Term:
        """Returns the term of a run. An item meets it by one of the properties, or by its words.

        The properties that the words say come first, then those of other names and completions.
        """
        said = _best(self._said(run), run.name)
        keys = {(each.name, each.value) for each in said}
        others = [each for each in _best(self._others(run), run.name) if (each.name, each.value) not in keys]
        words = run.said
        # Of "cactus plant", the cactus is no other name for the plant: an item has to say both.
        taken = self._all_said | {*words}
        variants = tuple(dict.fromkeys(each for each in self._variants(run) if each not in taken))
        if _SIDES.fullmatch(words[0]) and len(words) == 1:
            words, variants = tuple(_SIDE.findall(words[0])), words
        return Term(
            run.start,
            run.end,
            self._text[run.start : run.end],
            words,
            (*said, *others)[:_MOST_TARGETS],
            run.score,
            variants,
            required=required,
        )

    def _said(self, run: Run) -> Iterator[Target]:
        yield from self._of_words(run, run.said, self._factors.same)
        yield from self._of_standard(run)

    def _others(self, run: Run) -> Iterator[Target]:
        for completion in run.words[-1].completions:
            yield from self._of_words(run, (*run.said[:-1], completion), self._factors.synonym)
        for name in self._other_names(run):
            yield from self._of_name(name)

    def _of_name(self, name: Sequence[str]) -> Iterator[Target]:
        """Yields the kinds of things that have this name, a synonym of what the query says."""
        for known in self._held.known(name):
            if known.name == CATEGORY and words_of(known.value)[-len(name) :] == tuple(name):
                yield _target(known, self._factors.synonym)

    def _of_words(self, run: Run, said: Sequence[str], factor: float) -> Iterator[Target]:
        """Yields the values that these words are, and those of the model's property that have them."""
        is_number = len(said) == 1 and said[0].isdigit()
        for known in self._held.known(said):
            is_whole = set(words_of(known.value)) == set(said)
            if is_number:
                # A bare number counts only for the property that the model names: others may have it by chance.
                if is_whole and known.name == run.name:
                    yield _target(known, factor)
            elif known.name == run.name == CATEGORY:
                yield _target(known, factor * self._kind(run, known, said))
            elif is_whole:
                yield _target(known, factor if run.name in (None, known.name) else factor * self._factors.other_name)
            elif known.name == run.name:
                yield _target(known, factor * _share(known, said))

    def _kind(self, run: Run, known: KnownValue, said: Sequence[str]) -> float:
        """Returns what a kind of things counts: a tote bag is a bag, a bag charm is none.

        Of "table lamp", the table is only a part: a desk lamp is as little meant as a table.
        """
        words = words_of(known.value)
        if run.is_head:
            return 1.0 if words == tuple(said) else self._factors.kind if words[-len(said) :] == tuple(said) else 0.0
        is_of_kind = words[-1:] == run.whole[-1:] and len(run.whole) > 1
        return 1.0 if is_of_kind or len(run.whole) < 2 else self._factors.part

    def _of_standard(self, run: Run) -> Iterator[Target]:
        for name, value in self._standard(run):
            for known in self._held.known(words_of(value)):
                if (known.name, known.value) == (name, value):
                    yield _target(known, self._factors.same)

    def _standard(self, run: Run) -> list[tuple[str, str]]:
        """Returns the values that the rules or the team call so: "dark blue" may mean navy."""
        if len(run.whole) > 1 and not run.is_head:
            return []
        said = run.corrected or self._text[run.start : run.end]
        found = set(self._standardizer.listed(said))
        if run.name:
            name, standard = self._standardizer.settle(run.name, said, self._text)
            found.add((name, standard.value))
        return sorted(found)

    def _variants(self, run: Run) -> Iterator[str]:
        """Yields single words that may say the same in a text."""
        if len(run.words) > 1:
            return
        word = run.words[0]
        yield from word.completions
        standard = (words_of(value) for _, value in self._standard(run))
        yield from (said[0] for said in standard if len(said) == 1 and not said[0].isdigit())
        yield from (name[0] for name in self._other_names(run) if len(name) == 1 and not is_ambiguous(name))
        yield from () if run.is_head else same_words(word.known)

    def _other_names(self, run: Run) -> Iterable[tuple[str, ...]]:
        """Returns other names of the thing. What a modifier says is said by another name of the whole, too."""
        if not run.is_head and run.name not in (None, CATEGORY):
            return ()
        whole = self._names(run.whole)
        return whole or (self._names(run.said) if run.is_head or not run.whole else ())


def supports_of(term: Term) -> tuple[Term, ...]:
    """Returns terms that only rank: the single words of a name of several, and words that come near a single one."""
    words = [word for word in term.words if not word.isdigit()] if len(term.words) > 1 else []
    found = [_support(term, (word,), ()) for word in words]
    near = near_words(term.words[0]) if len(term.words) == 1 else ()
    return (*found, _support(term, (), near)) if near else tuple(found)


def denying(words: Sequence[str], start: int, end: int, text: str) -> Term:
    """Returns the term of what says that it has nothing of these words: "caffeine free", "decaf". It only ranks."""
    variants = tuple(word for each in words for word in words_without(each))
    return Term(start, end, text, (*words, "free"), variants=variants, required=False)


def _support(term: Term, words: tuple[str, ...], variants: tuple[str, ...]) -> Term:
    place = (term.start, term.end, term.text)
    return Term(*place, words, variants=variants, text_factor=FACTORS.support, required=False)


def _best(found: Iterable[Target], name: str | None) -> list[Target]:
    """Returns every value once, with its best factor: the best first, and of equal ones those of property `name`."""
    best: dict[tuple[str, str], Target] = {}
    for target in found:
        key = (target.name, target.value)
        if target.factor and (key not in best or target.factor > best[key].factor):
            best[key] = target
    return sorted(best.values(), key=lambda each: (-each.factor, each.name != name, each.name, each.value))


def _target(known: KnownValue, factor: float) -> Target:
    return Target(known.name, known.value, factor, known.display)


def _share(known: KnownValue, said: Sequence[str]) -> float:
    """Returns how much of a value the words make up: 1 if they are all of it."""
    return len(set(said)) / len(set(words_of(known.value)))
