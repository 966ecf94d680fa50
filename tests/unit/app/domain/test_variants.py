"""Which items are the same but for color and size."""

import pytest

from app.domain.variants import same_as
from tests.contract.items import item

VARIANT, BRAND = same_as("variant"), same_as("brand")


def test_color_and_size_make_variants() -> None:
    one = item("a", "Acme Road Shoe Navy, EU 42", "brand:Acme", "color:Navy", "size:EU 42")
    other = item("b", "Acme Road Shoe, coral (EU 38)", "brand:Acme", "color:coral", "size:EU 38")
    assert VARIANT(one) == VARIANT(other)


@pytest.mark.parametrize(
    "other",
    [
        item("b", "Acme Trail Shoe red", "brand:Acme", "color:red"),
        item("b", "Acme Road Shoe red", "brand:Apex", "color:red"),
        item("b", "Acme Road Shoe crimson", "brand:Acme"),
    ],
)
def test_other_words_or_brands_make_other_items(other: object) -> None:
    one = item("a", "Acme Road Shoe red", "brand:Acme", "color:red")
    assert VARIANT(one) != VARIANT(other)  # type: ignore[arg-type]


def test_items_of_the_same_values_are_the_same_and_those_without_are_not() -> None:
    assert BRAND(item("a", "", "brand:x", "brand:y")) == BRAND(item("b", "Shoe", "brand:y", "brand:x"))
    assert BRAND(item("a", "", "brand:x")) != BRAND(item("b", "", "brand:x", "brand:y"))
    assert BRAND(item("a", "Shoe")) is None
    assert VARIANT(item("a", "Red", "color:red")) is None
