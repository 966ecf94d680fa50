"""Times and evidence as every store writes them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from app.domain.items import Evidence


def format_time(time: datetime) -> str:
    """RFC 3339 in UTC, always with microseconds, so that text order is time order."""
    if time.tzinfo is not UTC:
        time = time.astimezone(UTC)
    return f"{time.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def format_evidence(evidence: Iterable[Evidence]) -> str:
    """JSON."""
    rows = [{"field": e.field, "start": e.start, "end": e.end, "text": e.text, "score": e.score} for e in evidence]
    return json.dumps(rows, ensure_ascii=False) if rows else "[]"


def parse_evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(**each) for each in json.loads(text))
