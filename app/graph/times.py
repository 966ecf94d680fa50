"""Times as every store writes them."""

from datetime import UTC, datetime


def format_time(time: datetime) -> str:
    """RFC 3339 in UTC, always with microseconds, so that text order is time order."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text)
