"""Lines of the log."""

import json
import logging
from collections.abc import Iterator
from contextvars import copy_context
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.telemetry.logs import JsonLines, TextLines, about, audit, log_fields, start_logs

log = logging.getLogger("test")


def line_of(formatter: logging.Formatter, message: str, error: BaseException | None = None, /, **fields: Any) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("test", logging.INFO, __file__, 1, message, (), info)
    record.__dict__["fields"] = fields
    return formatter.format(record)


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.none()))
@example("", {"message": None, "error": 1})
def test_a_json_line_is_one_line_with_all_fields(message: str, fields: dict[str, Any]) -> None:
    line = line_of(JsonLines(), message, **fields)
    assert "\n" not in line
    read = json.loads(line)
    assert {**read, **fields} == read
    if not {"message", "level"} & set(fields):
        assert (read["message"], read["level"]) == (message, "info")


def test_a_text_line_names_its_fields() -> None:
    assert line_of(TextLines(), "done", items=3) == "info: test: done items=3"


@pytest.mark.parametrize("formatter", [JsonLines(), TextLines()])
def test_an_error_has_its_traceback(formatter: logging.Formatter) -> None:
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError as error:
        line = line_of(formatter, "failed", error)
    assert "test_an_error_has_its_traceback" in line
    assert "by zero" in line


def test_lines_inside_have_the_fields_of_their_request() -> None:
    with about(request_id="r1"):
        with about(key="k1"):
            inside = json.loads(line_of(JsonLines(), "inside"))
            context = copy_context()
        after = json.loads(line_of(JsonLines(), "after"))
    assert (inside["request_id"], inside["key"]) == ("r1", "k1")
    assert (after["request_id"], after.get("key")) == ("r1", None)
    assert json.loads(context.run(line_of, JsonLines(), "in a thread"))["key"] == "k1"
    assert "request_id" not in json.loads(line_of(JsonLines(), "outside"))


@pytest.fixture
def logs_restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


@pytest.mark.usefixtures("logs_restored")
def test_the_level_decides_which_lines_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    start_logs("json", "info")
    log_fields(log, "told", number=1)
    audit("item deleted", item="a")
    start_logs("json", "warning")
    log_fields(log, "not told")
    log.warning("told too")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(each["logger"], each["message"]) for each in lines] == [
        ("test", "told"),
        ("audit", "item deleted"),
        ("test", "told too"),
    ]
    assert lines[0]["number"] == 1
