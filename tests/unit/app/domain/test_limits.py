"""Price limits in the words of a query."""

import pytest

from app.domain.filters import format_filter
from app.domain.limits import read_limits


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("red shoes under 50 eur", [("under 50 eur", "price:<50 EUR")]),
        ("mug $10-$20", [("$10-$20", "price:10..20 USD")]),
        ("between 20 and 30 euros", [("between 20 and 30 euros", "price:20..30 EUR")]),
        ("from 20 to 30 usd", [("from 20 to 30 usd", "price:20..30 USD")]),
        ("sofa up to €1,299.00", [("up to €1,299.00", "price:<=1299 EUR")]),
        ("over 100", [("over 100", "price:>100")]),
        ("under $50 usd", [("under $50 usd", "price:<50 USD")]),
        ("under ５０", [("under ５０", "price:<50")]),
        ("under €\u00a050", [("under €\u00a050", "price:<50 EUR")]),
        ("shoes under ५० eur", []),
        ("under €50 usd", []),
        ("rope at least 2 m", []),
        ("under 2 kg", []),
        ("tv over 40 inch", []),
        ("sofa under 1.299,00 €", [("under 1.299,00 €", "price:<1299 EUR")]),
        ("mug under 9,99 eur", [("under 9,99 eur", "price:<9.99 EUR")]),
        ("screw under 1/2 in", []),
        ("battery over 20 V", []),
        ("made from 100% cotton", []),
        ("iphone from apple", []),
        ("", []),
    ],
)
def test_limits_of_a_query(query: str, found: list[tuple[str, str]]) -> None:
    assert [(query[x.start : x.end], format_filter(x.condition)) for x in read_limits(query)] == found
