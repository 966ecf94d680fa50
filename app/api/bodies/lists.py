"""Lists that are counted before their elements are looked at, and validated until an answer has faults enough."""

from typing import Any

from pydantic import BeforeValidator, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.api.errors import MOST_FAULTS


def at_most(most: int) -> BeforeValidator:
    """Refuses a longer list before any element is looked at."""

    def check(values: Any) -> Any:
        if isinstance(values, list) and len(values) > most:
            raise ValueError(f"{len(values)} entries; expected at most {most}")
        return values

    return BeforeValidator(check)


def _validate_one_by_one(values: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """Validates the elements of a list until there are more faults than an answer names."""
    if not isinstance(values, list) or not values:
        return handler(values)
    made: list[Any] = []
    faults: list[InitErrorDetails] = []
    for number, value in enumerate(values):
        try:
            made += handler([value])
        except ValidationError as error:
            faults += [_moved(each, number) for each in error.errors(include_url=False)]
        if len(faults) > MOST_FAULTS:
            break
    if faults:
        raise ValidationError.from_exception_data("list", faults)
    return made


def _moved(error: Any, number: int) -> InitErrorDetails:
    """Returns the fault of a list of one as that of its place in the whole list."""
    kind = PydanticCustomError(error["type"], error["msg"], error.get("ctx"))
    return InitErrorDetails(type=kind, loc=(number, *error["loc"][1:]), input=None)


one_by_one = WrapValidator(_validate_one_by_one)
