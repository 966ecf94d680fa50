"""Orders items by what their labels would teach a model."""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.standard import fold

# `uncertain`: the model is undecided whether the words are a span, or of which label. `rare`: few items have the value.
# `missed`: the owner gave the value and the text says it, or a list finds it, and the model does not. `contradicted`:
# the text says another value than the owner.
ReasonKind = Literal["uncertain", "rare", "missed", "contradicted"]

# What the same reason is worth when an item before it has it already.
_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is worth labels: the kind, the words or the value, its label if any, and the expected gain (0 to 1).

    The gain of doubtful words is about the chance that the model is wrong there.
    """

    kind: ReasonKind
    said: str
    label: str
    gain: float

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, fold(self.said)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item, the words that a person would read, and the reasons to label it."""

    id: str
    words: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Queued:
    """An item in the queue. `gain` is what it adds to the items before it; reasons are in order of their gain."""

    id: str
    gain: float
    reasons: tuple[Reason, ...]


def rank(candidates: Iterable[Candidate], limit: int) -> list[Queued]:
    """Returns the `limit` candidates that teach most together, the best first. Those without a reason are left out.

    The gain of an item is the sum over its reasons, divided by the root of its words: long texts take longer to label,
    and would always win (Settles and Craven 2008 divide by the length). A reason counts half for each item before that
    has it too, so the queue does not ask the same question again and again. The sum is submodular: taking the best item
    each time reaches 63 % of the best set at least (Nemhauser et al. 1978), and old gains are upper bounds, so few are
    computed again (Minoux 1978).
    """
    seen: Counter[tuple[str, str]] = Counter()
    known = {each.id: each for each in candidates if each.reasons}
    waiting = [(-_gain(each, seen), own) for own, each in known.items()]
    heapq.heapify(waiting)
    queue: list[Queued] = []
    while waiting and len(queue) < limit:
        _, own = heapq.heappop(waiting)
        gain = _gain(known[own], seen)
        if waiting and gain < -waiting[0][0]:
            heapq.heappush(waiting, (-gain, own))
            continue
        seen.update({reason.key for reason in known[own].reasons})
        queue.append(Queued(own, gain, _ordered(known[own].reasons)))
    return queue


def _gain(candidate: Candidate, seen: Counter[tuple[str, str]]) -> float:
    total = sum(reason.gain * _AGAIN ** seen[reason.key] for reason in candidate.reasons)
    return total / math.sqrt(max(1, candidate.words))


def _ordered(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Returns the reasons by gain, each once."""
    best: dict[tuple[str, str], Reason] = {}
    for each in sorted(reasons, key=lambda reason: -reason.gain):
        best.setdefault(each.key, each)
    return tuple(best.values())
