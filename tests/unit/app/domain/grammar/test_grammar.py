"""The parts of queries, by kind."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.filters import format_filter
from app.domain.grammar import Amount, Exclusion, Limit, Named, Order, Part, Phrase, Unmeasured, read_parts
from app.domain.standard import default_standardizer
from tests.unit.app.domain.grammar.queries_by_kind import CASES
from tests.unit.app.domain.grammar.stock import Stock

ROWS = [pytest.param(query, found, id=f"{kind}: {query}") for kind, rows in CASES.items() for query, found in rows]


def shown(part: Part) -> str:
    match part:
        case Limit():
            return format_filter(part.condition)
        case Exclusion():
            return f"≠ {' '.join(part.words)}"
        case Order():
            return f"{'↓' if part.sort.descending else '↑'} {part.sort.key}"
        case Named():
            return f"{part.name}:{part.value}"
        case Amount():
            name = f"{part.name}: " if part.name else ""
            return f"{name}{(part.bounds.low + part.bounds.high) / 2:.9g} {part.bounds.unit}"
        case Phrase():
            return " ".join(part.words)
        case Unmeasured():
            return "price"


@pytest.mark.parametrize(("query", "found"), ROWS)
def test_parts_of_a_query(query: str, found: list[tuple[str, str]]) -> None:
    parts = read_parts(query, Stock(), default_standardizer())
    assert [(query[part.start : part.end], shown(part)) for part in parts] == found


def test_a_limit_in_a_graph_without_the_property_is_no_limit() -> None:
    bare = Stock({})
    for query in ("shoes under 50 eur", "shoes under 50", "rope over 2 m", "cheapest rope", "sofa rating above 4"):
        assert not [part for part in read_parts(query, bare, default_standardizer()) if isinstance(part, Limit | Order)]


@pytest.mark.parametrize(
    "said", ["under 50 eur", "under 50", "between 20 and 50", "no more than $50", "50 eur or less"]
)
def test_a_limit_of_the_price_without_prices_is_no_name(said: str) -> None:
    (part,) = read_parts(f"shoes {said}", Stock({}), default_standardizer())
    assert isinstance(part, Unmeasured)
    assert f"shoes {said}"[part.start : part.end] == said


def test_other_properties_of_the_unit_are_named() -> None:
    (limit,) = read_parts("tv over 55 inch", Stock(), default_standardizer())
    assert isinstance(limit, Limit)
    assert [each.name for each in (limit.condition, *limit.others)] == ["length", "width", "height", "screen_size"]


@pytest.mark.parametrize("query", ["at least 16 gb ram", "memory over 8 gb", "ram 16 gb or more", "storage: max 1 tb"])
def test_a_limit_that_names_its_property_can_mean_no_other(query: str) -> None:
    (limit,) = [
        part for part in read_parts(f"laptop {query}", Stock(), default_standardizer()) if isinstance(part, Limit)
    ]
    assert not limit.others


words = st.sampled_from(
    "shoes nike under over max no not without between and 50 2 kg eur -red $9 , cheapest size xl for women 1.5k".split()
)


@given(st.one_of(st.text(max_size=40), st.lists(words, max_size=12).map(" ".join)))
def test_parts_lie_in_the_text_in_order_and_bounds_are_ordered(query: str) -> None:
    end = 0
    for part in read_parts(query, Stock(), default_standardizer()):
        assert end <= part.start < part.end <= len(query)
        end = part.end
        if isinstance(part, Limit) and part.condition.bounds:
            bounds = part.condition.bounds
            assert bounds.low <= bounds.high
            assert not math.isinf(bounds.low) or not math.isinf(bounds.high)


@given(st.lists(words, max_size=10).map(" ".join))
def test_surrounding_blanks_only_move_the_parts(query: str) -> None:
    plain, moved = (read_parts(text, Stock(), default_standardizer()) for text in (query, f"  {query} "))
    assert [(part.start + 2, shown(part)) for part in plain] == [(part.start, shown(part)) for part in moved]


@pytest.mark.parametrize("query", ['tv 55" or 65"', 'monitor 27" white "', '27" x 14"', 'shoes"air max"'])
def test_inches_open_no_phrase(query: str) -> None:
    assert not [part for part in read_parts(query, Stock(), default_standardizer()) if isinstance(part, Phrase)]
