"""Log lines: as text for people, or as JSON for machines. Lines of a request have its id and its key."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal

LogFormat = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

_request: ContextVar[Mapping[str, Any]] = ContextVar("request", default=MappingProxyType({}))
_audit = logging.getLogger("audit")
# The attribute of a record that holds the fields of its line.
_FIELDS = "fields"


def start_logs(form: LogFormat, level: LogLevel) -> None:
    """Sends all lines of this process to standard error in this form."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # It would log every call of a model's endpoint.


@contextmanager
def about(**fields: Any) -> Iterator[None]:
    """Adds these fields to all lines that are logged inside, also in threads that start with this context."""
    token = _request.set({**_request.get(), **fields})
    try:
        yield
    finally:
        _request.reset(token)


def log_fields(log: logging.Logger, message: str, **fields: Any) -> None:
    """Logs a line of information with fields."""
    log.info(message, extra={_FIELDS: fields})


def audit(action: str, **fields: Any) -> None:
    """Logs a change of the graph, its vocabulary or its model: what was done, and to what."""
    log_fields(_audit, action, **fields)


class JsonLines(logging.Formatter):
    """A line is a JSON object: time, level, logger, message, then the fields of the request and of the line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """A line is level, logger and message, then the fields."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={value!r}" for name, value in _fields(record).items())
        line = f"{record.levelname.lower()}: {record.name}: {record.getMessage()}{fields}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {**_request.get(), **getattr(record, _FIELDS, {})}
