"""Checks the values of spans: the same words labelled in two ways, or labelled here and not there."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Set

from training.corpora import Example
from training.lint.findings import Remark, excerpt, place_of
from training.lint.spans import WORD
from training.lint.survey import Survey

_MIN_MINORITY, _MIN_MINORITY_SHARE = 3, 0.1
_MIN_LABELLED, _MIN_UNLABELLED, _MAX_UNLABELLED_SHARE = 10, 3, 0.5
_MAX_WORDS = 4
_SHOWN_VALUES, _SHOWN_PLACES = 20, 3


def two_labels(survey: Survey) -> Iterator[Remark]:
    """Finds values whose second label is too frequent for a slip, the most frequent first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[tuple[str, str], str] = {}
    for _, example in survey.examples():
        for span in example.spans:
            value = " ".join(span.text.casefold().split())
            counts[value][span.label] += 1
            places.setdefault((value, span.label), place_of(example))
    doubtful = [(value, count) for value, count in counts.items() if _is_doubtful(count)]
    for value, count in sorted(doubtful, key=lambda each: (-each[1].most_common(2)[1][1], each[0])):
        second = count.most_common(2)[1][0]
        yield Remark(places[value, second], excerpt(value), _counted(count))


def _counted(count: Counter[str]) -> str:
    return ", ".join(f"{number:,}×{label}" for label, number in count.most_common())


def _is_doubtful(count: Counter[str]) -> bool:
    if len(count) < 2:
        return False
    minority = count.most_common(2)[1][1]
    return minority >= _MIN_MINORITY and minority >= _MIN_MINORITY_SHARE * count.total()


def unlabelled_values(survey: Survey) -> Iterator[Remark]:
    """Finds values that are labelled more often than not. The largest unlabelled share comes first.

    Case counts: `US` is labelled, `us` is a word. The time is linear in the number of words.
    """
    labelled = _frequent_values(survey)
    firsts = {WORD.findall(value)[0] for value in labelled}
    places: dict[str, list[str]] = defaultdict(list)
    for _, example in survey.examples():
        for value in _free_values(example, labelled.keys(), firsts):
            places[value].append(place_of(example))
    shares = {value: len(each) / (len(each) + labelled[value].total()) for value, each in places.items()}
    likely = [
        value
        for value, share in shares.items()
        if share <= _MAX_UNLABELLED_SHARE and len(places[value]) >= _MIN_UNLABELLED
    ]
    for value in sorted(likely, key=lambda each: (-shares[each], each))[:_SHOWN_VALUES]:
        counted = f"{_counted(labelled[value])}, but {len(places[value]):,} times unlabelled ({shares[value]:.0%})"
        yield Remark(places[value][0], value, f"{counted}: {', '.join(places[value][:_SHOWN_PLACES])}")


def _frequent_values(survey: Survey) -> dict[str, Counter[str]]:
    """Counts the labels of each frequent value. A value has one to four whole words, and at least one letter."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _, example in survey.examples():
        for span in example.spans:
            counts[span.text][span.label] += 1
    return {
        value: count
        for value, count in counts.items()
        if count.total() >= _MIN_LABELLED and len(value) > 2 and _is_words(value)
    }


def _is_words(value: str) -> bool:
    words = list(WORD.finditer(value))
    whole = bool(words) and words[0].start() == 0 and words[-1].end() == len(value)
    return whole and len(words) <= _MAX_WORDS and any(character.isalpha() for character in value)


def _free_values(example: Example, values: Set[str], firsts: Set[str]) -> Iterator[str]:
    """Yields the longest value at each word that is outside every span and every unsure extent."""
    taken = bytearray(len(example.text))
    for start, end in [*((span.start, span.end) for span in example.spans), *example.unsure]:
        taken[start:end] = b"\1" * (end - start)
    words = [match.span() for match in WORD.finditer(example.text)]
    next_start = 0
    for index, (start, end) in enumerate(words):
        if start < next_start or example.text[start:end] not in firsts:
            continue
        for _, last in reversed(words[index : index + _MAX_WORDS]):
            value = example.text[start:last]
            if value in values and taken.find(1, start, last) < 0:
                next_start = last
                yield value
                break
