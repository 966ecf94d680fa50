"""Traces: how long the parts of a request took (OpenTelemetry).

FastAPI opens a span for each request and sends all spans, if the application says so (`app.main`). Without that, a span
costs some microseconds and goes nowhere.
"""

import os
from importlib.util import find_spec

from opentelemetry import trace

from app.errors import NotInstalled, SettingsError

# A span of a part of a request: `with span("store"):`.
span = trace.get_tracer("itemgraph").start_as_current_span

_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


def check_collector() -> None:
    """Raises NotInstalled without OpenTelemetry's SDK, and SettingsError if no collector is named."""
    for library in ("opentelemetry.sdk", "opentelemetry.exporter"):
        if find_spec(library) is None:
            raise NotInstalled(library, "traces")
    if not os.environ.get(_ENDPOINT):
        raise SettingsError(
            f"OPENTELEMETRY=true: {_ENDPOINT} is not set; expected the address of a collector, for example "
            f"{_ENDPOINT}=http://127.0.0.1:4318"
        )
