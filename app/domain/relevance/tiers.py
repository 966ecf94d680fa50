"""Full matches and partial ones: which of them a search shows, and in which order."""

from collections.abc import Sequence

from app.domain.queries import Plan, Query, Term

FULL, PARTIAL, REST = 0, 1, 2
# With fewer full matches than these, partial ones follow them.
RELAX_BELOW = 20


def tier_of(query: Query, met: Sequence[bool]) -> int | None:
    """Returns the tier of an item by the terms that it meets; None if it is no match.

    0: it meets all required terms. 1: it meets the leading term; where no term leads, any term. 2: it meets a term. An
    item that meets no term is never a match.
    """
    if not query.terms:
        return FULL
    if not any(met):
        return None
    if query.match == "any" or not missing(query.terms, met):
        return FULL
    if query.match == "all":
        return None
    return PARTIAL if query.lead is None or met[query.lead] else REST


def missing(terms: Sequence[Term], met: Sequence[bool]) -> tuple[int, ...]:
    """Returns the numbers of the required terms that an item does not meet."""
    return tuple(n for n, term in enumerate(terms) if term.required and not met[n])


def plan(query: Query, weights: Sequence[int], counts: Sequence[int]) -> Plan:
    """Decides what the pages of a search show, from the number of items in each tier that meet all conditions.

    Partial matches are counted only if there is no full one. They follow full ones only if these are few, and only in
    the order of relevance.
    """
    counted = next((tier for tier, count in enumerate(counts) if count), FULL)
    follow = counted == FULL and query.sort.key == "relevance" and counts[FULL] < RELAX_BELOW and counts[PARTIAL]
    return Plan(tuple(weights), counted, PARTIAL if follow else counted)


def continues(query: Query) -> bool:
    """Whether the query has the plan of an earlier page with the same number of terms."""
    return query.plan is not None and len(query.plan.weights) == len(query.terms)
