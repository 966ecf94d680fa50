"""Requests that schemathesis generates from the OpenAPI document, for every operation."""

from collections import Counter
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.api.bodies.routes import JSON_LINES
from tests.attack.sending import AUTHORIZATION

_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@schemathesis.serializer(*JSON_LINES)
def write_lines(_: Any, value: Any) -> bytes:
    """Sends lines as they were generated."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


def generated(url: str, cases: int) -> list[str]:
    """Sends so many requests over all operations. Returns the faults that the answers have."""
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]
    each = -(-cases // len(operations))
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    with requests.Session() as session:
        session.headers.update(AUTHORIZATION)
        for operation in operations:
            wrong += _attack(operation, url, each, statuses, session)
    sent = f"{sum(statuses.values())} generated requests over {len(operations)} operations"
    print(f"{sent}: {dict(sorted(statuses.items()))}", flush=True)
    return wrong


def _attack(operation: Any, url: str, cases: int, statuses: Counter[int], session: requests.Session) -> list[str]:
    wrong: list[str] = []

    @given(case=operation.as_strategy())
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    def attack(case: Any) -> None:
        response = case.call(base_url=url, session=session, timeout=30)
        statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=_CHECKS)
        except FailureGroup as found:
            wrong.append(f"{operation.method.upper()} {operation.path}: {found.exceptions[0]}")

    attack()
    return wrong[:1]
