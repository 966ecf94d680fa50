"""Checks whole texts: empty texts and repeated texts."""

from collections import defaultdict
from collections.abc import Iterator

from training.corpora import Example
from training.lint.findings import Remark, on_text, place_of
from training.lint.survey import Survey

_SHOWN_PLACES = 5


def empty_texts(survey: Survey) -> Iterator[Remark]:
    for _, example in survey.examples():
        if not example.text.strip():
            yield on_text(example, "no text" if not example.text else "only white space")


def leaks(survey: Survey) -> Iterator[Remark]:
    """Finds texts of a split that an earlier split has too, character for character."""
    seen: dict[str, tuple[str, Example]] = {}
    for split, example in _with_text(survey):
        where, first = seen.setdefault(example.text, (split, example))
        if where != split:
            other = "" if _labels(first) == _labels(example) else ", with other labels"
            yield on_text(example, f"in {split} and in {where}{other}: {place_of(first)}")


def near_leaks(survey: Survey) -> Iterator[Remark]:
    """Finds texts of a split that differ from a text of an earlier split only in case and white space."""
    exact: dict[str, str] = {}
    seen: dict[str, tuple[str, Example]] = {}
    for split, example in _with_text(survey):
        where, first = seen.setdefault(" ".join(example.text.casefold().split()), (split, example))
        if exact.setdefault(example.text, split) == split != where:
            yield on_text(example, f"in {split} and, except for case and white space, in {where}: {place_of(first)}")


def contradictions(survey: Survey) -> Iterator[Remark]:
    """Finds texts that a split labels in several ways."""
    for copies in _repeated(survey):
        if other := next((each for each in copies if _labels(each) != _labels(copies[0])), None):
            left, right = _labels(copies[0]), _labels(other)
            detail = f"{_only(copies[0], left - right)} here, {_only(other, right - left)} in {place_of(other)}"
            yield on_text(copies[0], detail)


def duplicates(survey: Survey) -> Iterator[Remark]:
    """Finds texts that a split has more than once, with the same labels."""
    for copies in _repeated(survey):
        if all(_labels(each) == _labels(copies[0]) for each in copies):
            places = [place_of(each) for each in copies[1 : 1 + _SHOWN_PLACES]]
            more = ["…"] if len(copies) > 1 + _SHOWN_PLACES else []
            yield on_text(copies[0], f"{len(copies)} times, again in {', '.join(places + more)}")


def _with_text(survey: Survey) -> Iterator[tuple[str, Example]]:
    return ((split, example) for split, example in survey.examples() if example.text.strip())


def _repeated(survey: Survey) -> Iterator[list[Example]]:
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for split, example in _with_text(survey):
        groups[split, example.text].append(example)
    return (copies for copies in groups.values() if len(copies) > 1)


def _labels(example: Example) -> set[tuple[int, int, str]]:
    return {(span.start, span.end, span.label) for span in example.spans}


def _only(example: Example, spans: set[tuple[int, int, str]]) -> str:
    return ", ".join(f"{label} {example.text[start:end]!r}" for start, end, label in sorted(spans)) or "nothing"
