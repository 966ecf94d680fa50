"""The page's table of dots and commas is true."""

import re
from pathlib import Path

import pytest

from app.domain.standard import standardize
from app.domain.standard.unit_table import POINTED

PAGE = (Path(__file__).parents[5] / "docs/standard-values.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| `([^`]+)` \| `([^`]+)` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("name", "text", "value"), ROWS)
def test_a_row_of_the_page_is_read_so(name: str, text: str, value: str) -> None:
    assert standardize(name, text).value == value


def test_the_page_lists_rows_and_every_currency_with_points() -> None:
    assert len(ROWS) == 14
    row = next(line for line in PAGE.splitlines() if "| `1.299 €` |" in line)
    assert set(re.findall(r"\b[A-Z]{3}\b", row)) == POINTED
    assert standardize("weight", "1,125 kg").number == 1_125_000
