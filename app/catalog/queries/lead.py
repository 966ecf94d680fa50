"""Finds the run that says what kind of thing a query wants."""

import re
from collections.abc import Sequence

from app.catalog.queries.held import IndexHeld
from app.catalog.queries.runs import Run
from app.domain.relevance.heads import CATEGORY, COLLECTIVE
from app.domain.synonyms import Names

# Behind these words stands what the thing is for or has, not what it is.
_PREPOSITION = re.compile(r"(?<!\w)(?:for|with|in|from|by|on|to|at|under|over|that|which|like|compatible)(?!\w)", re.I)


def find_lead(text: str, runs: Sequence[Run], held: IndexHeld, names: Names) -> Run | None:
    """Returns the last name of a kind of things before the first preposition; None if the query names no kind."""
    match = next((each for each in _PREPOSITION.finditer(text) if any(run.end <= each.start() for run in runs)), None)
    first = [run for run in runs if match is None or run.end <= match.start()]
    return _last_name(first, held, names) or _last_name(runs, held, names)


def _last_name(runs: Sequence[Run], held: IndexHeld, names: Names) -> Run | None:
    heads = (
        [run for run in runs if run.is_head]
        or [run for run in runs if _may_be_kind(run, held)]
        or [run for run in runs if names(run.said)]
    )
    named = [run for run in heads if run.said[-1] not in COLLECTIVE]
    if not named and heads and (before := [run for run in runs if run.end <= heads[-1].start]):
        return before[-1]
    return next(reversed(named or heads), None)


def _may_be_kind(run: Run, held: IndexHeld) -> bool:
    return run.name in (None, CATEGORY) and held.is_kind(run.said[-1])
