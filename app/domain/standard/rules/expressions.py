"""Regular expressions of the rules, run by RE2: the time of a search is linear in the text.

RE2 is loaded with the first expression, because commands without a model need none.
"""

from typing import Any

_LONGEST = 500
# Bytes for the program of an expression and its automata. RE2 refuses a larger program.
_MAX_BYTES = 8 * 2**20


def compile_expression(text: str) -> Any:
    """Compiles an expression that `fault_of` accepts."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_BYTES
    return re2.compile(text, options)


def fault_of(text: str) -> str | None:
    """Returns what is wrong with an expression: its syntax, its size, or that it matches an empty text."""
    import re2

    if len(text) > _LONGEST:
        return f"expected at most {_LONGEST} characters, found {len(text)}"
    try:
        expression = compile_expression(text)
    except re2.error as error:
        (reason,) = error.args
        detail = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        return f"expected a regular expression of RE2, found {detail}"
    return "expected an expression that needs at least one character" if expression.fullmatch("") else None
