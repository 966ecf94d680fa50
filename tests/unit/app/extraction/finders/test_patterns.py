"""A team's regular expressions find values."""

from app.extraction.finders.found import Wanted
from app.extraction.finders.patterns import PatternFinder


def find(pattern: str, text: str) -> list[tuple[str, int]]:
    found = PatternFinder([Wanted("PART", patterns=(pattern,))]).find(text)
    return [(each.span.text, each.span.start) for each in found]


def test_matches_have_offsets_in_code_points() -> None:
    assert find(r"[A-Z]{2}-\d{3}", "👟 é AB-123, CD-456") == [("AB-123", 4), ("CD-456", 12)]


def test_the_first_group_is_the_value() -> None:
    assert find(r"(?i)art\. no\. (\w+)", "Art. No. X19") == [("X19", 9)]
    assert find(r"no (\d+)|[A-Z]\d", "no 12 and B7") == [("12", 3), ("B7", 10)]


def test_a_match_within_a_word_does_not_count() -> None:
    assert find(r"\d{3}", "A123 1234 123") == [("123", 10)]


def test_evil_expressions_take_linear_time() -> None:
    assert find(r"(a*)*b", "a" * 50_000) == []
