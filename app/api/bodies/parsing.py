"""Makes values of JSON, in bounded time and memory."""

import json
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json
from starlette.exceptions import HTTPException

from app.api.bodies.counting import count_values
from app.api.bodies.repeated import refuse_repeated
from app.api.errors import faults_in
from app.errors import Fault, InvalidInput

T = TypeVar("T")

# A thousand items with a hundred values each.
MOST_VALUES = 100_000
# Python's own parser needs many times the memory of a body.
_SMALL = 1 << 18
# What the parser says of a number with thousands of digits, which is JSON all the same.
_HUGE = "number out of range"


def parse(raw: bytes, form: TypeAdapter[T]) -> T:
    """Returns the value of JSON in this form. Raises the errors of `read_json` and of `validate`."""
    return validate(read_json(raw), form)


def validate(value: Any, form: TypeAdapter[T]) -> T:
    """Returns the value in this form. Raises InvalidInput with the first faults."""
    try:
        return form.validate_python(value)
    except ValidationError as error:
        raise InvalidInput(faults_in(error)) from error


def read_json(raw: bytes) -> Any:
    """Returns what JSON says.

    Raises InvalidInput for more than `MOST_VALUES` values or a name that stands twice in an object, and the errors that
    FastAPI raises for what is not JSON.
    """
    count = count_values(raw, MOST_VALUES)
    if count > MOST_VALUES:
        raise InvalidInput([Fault("", f"{count} names and values; expected at most {MOST_VALUES} in one body")])
    try:
        value = from_json(raw)
    except ValueError as error:
        if str(error).startswith(_HUGE):
            raise InvalidInput([Fault("", f"the body has a {error}; expected numbers of a few digits")]) from error
        if len(raw) <= _SMALL:
            return _read_again(raw)
        raise HTTPException(400, f"not JSON: {error}") from error
    refuse_repeated(raw, value)
    return value


def _read_again(raw: bytes) -> Any:
    """Reads with Python's own parser: it counts the place of a fault in characters, and takes half a surrogate pair.

    A half is refused later, with the pointer of its text.
    """
    try:
        return json.loads(raw)
    except json.JSONDecodeError as error:
        fault = {"type": "json_invalid", "loc": ("body", error.pos), "msg": "not JSON", "ctx": {"error": error.msg}}
        raise RequestValidationError([fault]) from error
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "the body cannot be read; expected JSON in UTF-8 without deep nesting") from error
