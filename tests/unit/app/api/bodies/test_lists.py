"""Lists whose faults are found one element at a time."""

from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from app.api.bodies.lists import at_most, one_by_one
from app.api.errors import MOST_FAULTS, faults_in
from app.api.routes.extract import DocumentIn

FORM: TypeAdapter[list[DocumentIn]] = TypeAdapter(
    Annotated[list[DocumentIn], one_by_one, at_most(10_000), Field(min_length=1)]
)


def pointers_of(values: Any) -> list[str]:
    with pytest.raises(ValidationError) as raised:
        FORM.validate_python(values)
    return [fault.pointer for fault in faults_in(raised.value)]


def test_elements_are_made_in_order() -> None:
    assert [each.text for each in FORM.validate_python([{"text": "a"}, {"text": "b"}])] == ["a", "b"]


def test_every_fault_has_the_place_of_its_element() -> None:
    assert pointers_of([{"text": "a"}, {}, {"text": 1, "id": 2}]) == ["/1/text", "/2/id", "/2/text"]


def test_no_element_is_looked_at_once_there_are_faults_enough() -> None:
    class Watched(dict[str, Any]):
        looked = 0

        def __len__(self) -> int:
            Watched.looked += 1
            return super().__len__()

    assert len(pointers_of([Watched() for _ in range(5000)])) == MOST_FAULTS + 1
    assert Watched.looked <= 3 * MOST_FAULTS


@pytest.mark.parametrize("values", [[], [{}] * 10_001, 7, {}])
def test_wrong_length_or_form_is_one_fault(values: Any) -> None:
    assert pointers_of(values) == [""]
