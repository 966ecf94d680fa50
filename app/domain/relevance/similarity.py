"""How much two items have in common."""

from collections.abc import Iterable

from app.domain.queries import Shared
from app.domain.relevance.formula import MICRO


def similarity(shared: Iterable[Shared]) -> float:
    """Returns the sum of the weights of the properties that two items share, exact to six digits."""
    return sum(round(each.weight * MICRO) for each in shared) / MICRO


def heaviest(shared: Iterable[Shared]) -> tuple[Shared, ...]:
    """Returns the properties that two items share, the heaviest first, then by name and value."""
    return tuple(sorted(shared, key=lambda each: (-each.weight, each.name, each.value)))
