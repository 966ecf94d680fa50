"""Full matches and partial ones: which of them a search shows, and in which order."""

from collections.abc import Sequence

from app.domain.queries import RELEVANCE, Plan, Query, Term

FULL, PARTIAL, MENTION, REST = TIERS = range(4)
# An item is of the leading kind from this level on. A text of common length that says the word once reaches it; one
# that says only another name once ("pump" for shoes) does not. Chosen on the judged queries of tests/benchmark.
LEAD_LEVEL = 80
# With fewer full matches than these, partial ones follow them.
RELAX_BELOW = 20
# With fewer matches of the wanted kind than these, items that only mention it follow them.
FILL_BELOW = 10


def tier_of(query: Query, levels: Sequence[int]) -> int | None:
    """Returns the tier of an item by its level of every term, 0 for a term that it has nothing of; None: no match.

    0: it meets all required terms. 1: it meets the leading term; where no term leads, any term. 2: it mentions what the
    leading term says. 3: it meets another term. An item without any level is never a match, unless the query
    `ranks_only`.
    """
    if query.ranks_only or not query.terms:
        return FULL
    if not any(levels):
        return None
    met = meets(query, levels)
    if query.match == "any" or not missing(query.terms, met):
        return FULL
    if query.match == "all":
        return None
    if query.lead is None or met[query.lead]:
        return PARTIAL
    return MENTION if levels[query.lead] else REST


def least_level(query: Query, number: int) -> int:
    """Returns the level from which on an item meets the term with this number."""
    return LEAD_LEVEL if number == query.lead and query.match != "any" else 1


def meets(query: Query, levels: Sequence[int]) -> list[bool]:
    """Returns for every term whether an item meets it."""
    return [level >= least_level(query, number) for number, level in enumerate(levels)]


def missing(terms: Sequence[Term], met: Sequence[bool]) -> tuple[int, ...]:
    """Returns the numbers of the required terms that an item does not meet."""
    return tuple(n for n, term in enumerate(terms) if term.required and not met[n])


def plan(query: Query, weights: Sequence[int], counts: Sequence[int]) -> Plan:
    """Decides what the pages of a search show, from the number of items in each tier that meet all conditions.

    Partial matches are counted only if there is no full one. They follow full ones only if these are few, and mentions
    follow both; only in the order of relevance.
    """
    counted = next((tier for tier, count in enumerate(counts) if count), FULL)
    shown = counted
    if query.sort.key == RELEVANCE:
        shown = PARTIAL if counts[FULL] < RELAX_BELOW and counts[PARTIAL] else shown
        shown = MENTION if 0 < counts[FULL] + counts[PARTIAL] < FILL_BELOW and counts[MENTION] else shown
    return Plan(tuple(weights), counted, shown)


def continues(query: Query) -> bool:
    """Whether the query has the plan of an earlier page with the same number of terms."""
    return query.plan is not None and len(query.plan.weights) == len(query.terms)
