"""Times as every store and export writes them."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(1024)  # The properties of one reading share its time.
def format_time(time: datetime) -> str:
    """Returns RFC 3339 in UTC, always with microseconds, so that the order of texts is the order of times."""
    if time.tzinfo is not UTC:
        time = time.astimezone(UTC)
    return f"{time.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def to_micros(time: datetime) -> int:
    """Returns microseconds since 1970."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def from_micros(micros: int) -> str:
    """Returns the text of microseconds since 1970."""
    return format_time(_EPOCH + timedelta(microseconds=micros))
