"""Standard values, and the laws that they obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.standard import fold_word, standardize, standardize_name, word_set

TABLE = [
    ("color", "NAVY  blue", "navy", None, None),
    ("color", "red color", "red", None, None),
    ("size", "size XL", "xl", None, None),
    ("size", "Size: 12 oz", "12 oz", 12.0, "oz"),
    ("size", "size", "", None, None),
    ("weight", "6 Ounce", "170.097139 g", 170.097139, "g"),
    ("size", "6 Ounce", "6 oz", 6.0, "oz"),
    ("size", "6-ounce", "6 oz", 6.0, "oz"),
    ("size", "15.6 in", "39.624 cm", 39.624, "cm"),
    ("size", "0.5 L", "500 ml", 500.0, "ml"),
    ("size", "16 fl oz", "473.176473 ml", 473.176473, "ml"),
    ("size", "64GB", "64 gb", 64.0, "GB"),
    ("weight", "4.5 lbs", "2041.16567 g", 2041.16567, "g"),
    ("price", "$1,299.00", "1299 usd", 1299.0, "USD"),
    ("price", "39.90 EUR", "39.9 eur", 39.9, "EUR"),
    ("price", "39.90", "39.9", 39.9, None),
    ("price", "EUR 39.90", "39.9 eur", 39.9, "EUR"),
    ("price", "$5 usd", "5 usd", 5.0, "USD"),
    ("price", "$5 eur", "$5 eur", None, None),
    ("size", "9" * 310 + " ml", "9" * 310 + " ml", None, None),
    ("quantity", "pack of 6", "6 count", 6.0, "count"),
    ("brand", "ﬁnish\u00a0Co", "finish", None, None),
    ("brand", "Straße", "strasse", None, None),
    ("feature", "-", "", None, None),
    ("size", "12 x 4.5 in", "30.48 x 11.43 cm", None, "cm"),
]


@pytest.mark.parametrize(("name", "raw", "value", "number", "unit"), TABLE)
def test_raw_to_standard(name: str, raw: str, value: str, number: float | None, unit: str | None) -> None:
    found = standardize(name, raw)
    assert (found.value, found.number, found.unit) == (value, number, unit)


names = st.sampled_from(["size", "color", "price", "gift_wrap"])
quantities = st.builds(
    lambda number, space, unit: f"{number}{space}{unit}",
    st.integers(0, 10**7) | st.floats(0, 10**7).map(lambda x: round(x, 3)),
    st.sampled_from(["", " ", "-"]),
    st.sampled_from(["kg", "oz", "IN", "ml", "EUR", "$", "lbs.", "GB", "W", "ft"]),
)


@given(names, st.text() | quantities)
def test_standardizing_again_changes_nothing(name: str, raw: str) -> None:
    once = standardize(name, raw)
    again = standardize(name, once.value)
    assert (again.value, again.number, again.unit) == (once.value, once.number, once.unit)


@given(names, st.text(alphabet=st.characters(codec="ascii")) | quantities)
def test_case_and_white_space_never_matter(name: str, raw: str) -> None:
    value = standardize(name, raw).value
    assert standardize(name, raw.upper()).value == value
    assert standardize(name, raw.lower()).value == value
    assert standardize(name, f" \t{raw}\n ").value == value


@given(st.text())
def test_a_name_standardizes_once(raw: str) -> None:
    assert standardize_name(standardize_name(raw)) == standardize_name(raw)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Shoes", "shoe"),
        ("dresses", "dress"),
        ("berries", "berry"),
        ("boxes", "box"),
        ("watches", "watch"),
        ("glass", "glass"),
        ("bus", "bus"),
        ("men's", "men"),
        ("Men’s", "men"),
        ("gas", "gas"),
    ],
)
def test_words_are_compared_in_the_singular(word: str, folded: str) -> None:
    assert fold_word(word) == folded


def test_words_of_a_value_are_its_distinct_folded_words() -> None:
    assert word_set("Blue jeans, blue Jean") == {"blue", "jean"}
