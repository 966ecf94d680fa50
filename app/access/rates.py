"""How much each caller may ask for. A unit is a request, or `UNIT_BYTES` of its body.

GCRA: every caller has a bucket of a minute's units, which fills evenly. See https://brandur.org/rate-limiting.
"""

from throttled import MemoryStore, Throttled
from throttled.rate_limiter import per_min

# Texts are most of a body, so these are about as many characters.
UNIT_BYTES = 1000
# Callers that are remembered. Beyond them, the one that called longest ago starts anew.
_MOST_CALLERS = 100_000


class Rate:
    """Counts the units of callers. Any thread may call it. `per_minute`: units a minute; 0 for no limit."""

    def __init__(self, per_minute: int) -> None:
        self._most = per_minute
        store = MemoryStore(options={"MAX_SIZE": _MOST_CALLERS})
        self._units = (
            Throttled(using="gcra", quota=per_min(per_minute, per_minute), store=store) if per_minute else None
        )

    def spend(self, caller: str, units: int) -> float:
        """Takes units of a caller. Returns 0, or the seconds until there are enough of them; then it took none.

        More units than a whole bucket count as a whole bucket, so that a large request only waits longer.
        """
        if self._units is None or units == 0:
            return 0.0
        result = self._units.limit(caller, min(units, self._most))
        return result.state.retry_after if result.limited else 0.0


def units_of(size: int) -> int:
    """Returns the units of a request whose body has `size` bytes."""
    return 1 + size // UNIT_BYTES
