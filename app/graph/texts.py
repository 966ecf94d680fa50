"""Times, evidence, and what an item keeps beside its edges, as every store writes them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from app.domain.items import Evidence, Property

# `json.dumps` makes an encoder a call where it is not to write ASCII alone.
_encode = json.JSONEncoder(ensure_ascii=False).encode


@lru_cache(1024)  # the properties that one reading found share its time
def format_time(time: datetime) -> str:
    """RFC 3339 in UTC, always with microseconds, so that text order is time order."""
    if time.tzinfo is not UTC:
        time = time.astimezone(UTC)
    return f"{time.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def format_evidence(evidence: Iterable[Evidence]) -> str:
    """JSON."""
    return _json(_evidence_rows(evidence))


def parse_evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(**each) for each in json.loads(text))


def format_given(given: Iterable[tuple[str, str]]) -> str:
    """JSON: pairs of a name and a raw value."""
    return _json([list(pair) for pair in given])


def parse_given(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, raw) for name, raw in json.loads(text))


def format_conflicts(conflicts: Iterable[Property]) -> str | None:
    """JSON: whole properties in order of name and value; None where there are none."""
    ordered = sorted(conflicts, key=lambda each: (each.name, each.value))
    return _json([_property_row(each) for each in ordered]) if ordered else None


def parse_conflicts(text: str | None) -> tuple[Property, ...]:
    return tuple(map(_row_property, json.loads(text))) if text else ()


def format_aliases(aliases: Iterable[str]) -> str:
    """JSON."""
    return _json(list(aliases))


def parse_aliases(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _property_row(prop: Property) -> dict[str, Any]:
    """What there is of a property; that it is a conflict says the place where it stands."""
    values = {
        "name": prop.name,
        "value": prop.value,
        "display": prop.display,
        "score": prop.score,
        "source": prop.source,
        "evidence": _evidence_rows(prop.evidence),
        "model": prop.model,
        "extracted_at": format_time(prop.extracted_at),
        "number": prop.number,
        "unit": prop.unit,
        "high": prop.high,
        "qualifier": prop.qualifier,
        "narrower": prop.narrower,
    }
    return {key: value for key, value in values.items() if value is not None}


def _row_property(row: dict[str, Any]) -> Property:
    evidence = tuple(Evidence(**each) for each in row["evidence"])
    read = {"model": row.get("model"), "evidence": evidence, "extracted_at": parse_time(row["extracted_at"])}
    return Property(**{**row, **read}, conflict=True)


def _evidence_rows(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"field": e.field, "start": e.start, "end": e.end, "text": e.text, "score": e.score} for e in evidence]


def _json(rows: list[Any]) -> str:
    return _encode(rows) if rows else "[]"
