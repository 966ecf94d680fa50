"""A query as understood."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from app.domain.filters import Filter
from app.domain.queries import Sort, Target, Term

Kind = Literal["property", "limit", "exclusion", "sort", "word", "phrase"]
# `required`: full matches meet it. `preferred`: it only raises the rank. `dropped`: the caller left it out.
Use = Literal["required", "preferred", "dropped"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a query and what it does.

    A `property` or `word` has a `term`, and perhaps `supports`: terms that only rank, such as the single words of a
    name. A `limit` has its condition and `others` that it may mean instead. An `exclusion` has `without`, words that no
    hit may say, and `excluded`, values that no hit may have. `corrected`: what a misspelt text is read as. A
    `phrase` has a term, and the words that every hit says side by side.
    """

    start: int
    end: int
    text: str
    kind: Kind
    use: Use = "required"
    term: Term | None = None
    limit: Filter | None = None
    others: tuple[Filter, ...] = ()
    without: tuple[str, ...] = ()
    excluded: tuple[Filter, ...] = ()
    sort: Sort | None = None
    supports: tuple[Term, ...] = ()
    corrected: str | None = None
    phrase: tuple[str, ...] = ()

    @property
    def alternatives(self) -> tuple[Target, ...]:
        """The further properties that a term may mean."""
        return self.term.targets[1:] if self.term else ()


@dataclass(frozen=True, slots=True)
class UnderstoodQuery:
    """A query as understood: its parts in the order of the text. `lead` is the part that says what thing is wanted."""

    text: str
    parts: tuple[Part, ...] = ()
    lead: Part | None = None

    @property
    def kept(self) -> list[Part]:
        """The parts that the caller did not leave out."""
        return [part for part in self.parts if part.use != "dropped"]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms. In an order of the query's own, the wanted thing must be a property where the graph has it.

        Otherwise the cheapest item that mentions a laptop would be the cheapest laptop.
        """
        found = [(part, part.term) for part in self.kept if part.term]
        is_narrow = self.sort is not None
        return tuple(_as_property(term) if is_narrow and part is self.lead else term for part, term in found)

    @property
    def supports(self) -> tuple[Term, ...]:
        """The terms that only rank; no term twice."""
        return tuple(dict.fromkeys(term for part in self.kept for term in part.supports))

    @property
    def leading_term(self) -> int | None:
        """The number of the term that says what kind of thing is wanted."""
        terms = [part for part in self.kept if part.term]
        return terms.index(self.lead) if self.lead in terms else None

    @property
    def limits(self) -> tuple[Filter, ...]:
        return tuple(part.limit for part in self.kept if part.limit)

    @property
    def exclusions(self) -> tuple[Filter, ...]:
        return tuple(each for part in self.kept for each in part.excluded)

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(part.phrase for part in self.kept if part.phrase))

    @property
    def without(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for part in self.kept for word in part.without))

    def with_other_limits(self) -> Iterator["UnderstoodQuery"]:
        """Yields the query with one of its limits on something else that it may mean."""
        for n, part in enumerate(self.parts):
            for other in part.others if part.limit and part.use != "dropped" else ():
                rest = tuple(each for each in (part.limit, *part.others) if each and each != other)
                changed = replace(part, limit=other, others=rest)
                yield replace(self, parts=(*self.parts[:n], changed, *self.parts[n + 1 :]))

    @property
    def ranks_only(self) -> bool:
        """Whether the terms only rank what the conditions leave: of "best under 20 eur", no item need say "best"."""
        return bool(self.limits or self.exclusions or self.without) and not any(term.required for term in self.terms)

    @property
    def sort(self) -> Sort | None:
        """The order that the query asks for; the last one counts."""
        return next((part.sort for part in reversed(self.kept) if part.sort), None)


def _as_property(term: Term) -> Term:
    return replace(term, words=(), variants=()) if term.targets else term
