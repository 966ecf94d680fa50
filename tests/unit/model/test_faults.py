"""Pydantic's errors in plain words."""

import re
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from model.faults import fault_to_text


class Form(BaseModel):
    """Has a field for each kind of error that the schemas of this project can cause."""

    model_config = ConfigDict(extra="forbid")

    count: int = Field(2, ge=1, le=9)
    share: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.5
    kind: Literal["a", "b"] = "a"
    name: str = Field("ab", min_length=1, max_length=3, pattern="^[a-z]+$")
    flag: bool = True
    ids: list[int] = Field([1, 2], min_length=2, max_length=3)
    pair: tuple[int, ...] = (1,)
    inner: "Form | None" = None
    table: dict[str, int] = {}
    even: int = 2

    @field_validator("even")
    @classmethod
    def _even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("expected an even number")
        return value


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("count", 0, "expected at least 1"),
        ("count", 10, "expected at most 9"),
        ("count", "many", "expected a whole number"),
        ("count", 1.5, "expected a whole number"),
        ("count", None, "expected a whole number"),
        ("share", 0, "expected more than 0"),
        ("share", 1, "expected less than 1"),
        ("share", "half", "expected a number"),
        ("share", [], "expected a number"),
        ("share", float("nan"), "expected a finite number"),
        ("kind", "c", "expected 'a' or 'b'"),
        ("name", "", "expected at least 1 character(s)"),
        ("name", "abcd", "expected at most 3 characters"),
        ("name", "A", "expected text of the form ^[a-z]+$"),
        ("name", 1, "expected text"),
        ("flag", "maybe", "expected true or false"),
        ("flag", [], "expected true or false"),
        ("ids", [1], "expected at least 2, found 1"),
        ("ids", [1, 2, 3, 4], "expected at most 3, found 4"),
        ("ids", 1, "expected a list"),
        ("pair", 1, "expected a list"),
        ("inner", 1, "expected an object"),
        ("table", 1, "expected an object"),
        ("other", 1, "unknown name"),
        ("even", 3, "expected an even number"),
    ],
)
def test_a_fault_is_said_in_the_words_of_this_project(field: str, value: Any, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({field: value})
    assert [fault_to_text(each) for each in caught.value.errors()] == [said]


def test_what_is_missing_and_what_is_no_json_is_said() -> None:
    class Needs(BaseModel):
        id: str

    with pytest.raises(ValidationError) as caught:
        Needs.model_validate({})
    assert fault_to_text(caught.value.errors()[0]) == "missing"
    with pytest.raises(ValidationError) as caught:
        Needs.model_validate_json("{")
    assert re.match("not JSON: EOF while parsing", fault_to_text(caught.value.errors()[0]))
