"""Says in plain words what Pydantic found wrong with a value."""

from collections.abc import Mapping
from typing import Any

# By Pydantic's kind of error; its context fills the braces.
_SENTENCES = {
    "bool_parsing": "expected true or false",
    "bool_type": "expected true or false",
    "dict_type": "expected an object",
    "enum": "expected {expected}",
    "extra_forbidden": "unknown name",
    "finite_number": "expected a finite number",
    "float_parsing": "expected a number",
    "float_type": "expected a number",
    "greater_than": "expected more than {gt}",
    "greater_than_equal": "expected at least {ge}",
    "int_from_float": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_type": "expected a whole number",
    "json_invalid": "not JSON: {error}",
    "less_than": "expected less than {lt}",
    "less_than_equal": "expected at most {le}",
    "list_type": "expected a list",
    "literal_error": "expected {expected}",
    "missing": "missing",
    "model_attributes_type": "expected an object",
    "model_type": "expected an object",
    "string_pattern_mismatch": "expected text of the form {pattern}",
    "string_too_long": "expected at most {max_length} characters",
    "string_too_short": "expected at least {min_length} character(s)",
    "string_type": "expected text",
    "too_long": "expected at most {max_length}, found {actual_length}",
    "too_short": "expected at least {min_length}, found {actual_length}",
    "tuple_type": "expected a list",
}


def fault_to_text(error: Mapping[str, Any]) -> str:
    """Returns the sentence for one of Pydantic's errors, an `ErrorDetails`."""
    sentence = _SENTENCES.get(error["type"])
    if sentence is None:
        return str(error["msg"]).removeprefix("Value error, ")
    context: Mapping[str, Any] = error.get("ctx", {})
    return sentence.format_map({name: _shown(value) for name, value in context.items()})


def _shown(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
