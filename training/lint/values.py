"""Rules on what spans say: the same words labelled in two ways, or once and not another time."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Set

from training.corpora import Example
from training.lint.findings import Remark, excerpt, place_of
from training.lint.spans import WORD
from training.lint.survey import Survey

_LEAST_MINORITY, _LEAST_MINORITY_SHARE = 3, 0.1
_LEAST_LABELLED, _LEAST_UNLABELLED, _MOST_UNLABELLED_SHARE = 10, 3, 0.5
_MOST_WORDS = 4
_TOP, _SHOWN_PLACES = 20, 3


def two_labels(survey: Survey) -> Iterator[Remark]:
    """Values with a second label that is no slip, the most frequent first."""
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
        yield Remark(places[value, second], excerpt(value), _told(count))


def _told(count: Counter[str]) -> str:
    return ", ".join(f"{number:,}×{label}" for label, number in count.most_common())


def _is_doubtful(count: Counter[str]) -> bool:
    if len(count) < 2:
        return False
    minority = count.most_common(2)[1][1]
    return minority >= _LEAST_MINORITY and minority >= _LEAST_MINORITY_SHARE * count.total()


def unlabelled_values(survey: Survey) -> Iterator[Remark]:
    """Values that are labelled more often than not, those with the largest share unlabelled first.

    Case counts: `US` is labelled, `us` is a word. Linear in the number of words.
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
        if share <= _MOST_UNLABELLED_SHARE and len(places[value]) >= _LEAST_UNLABELLED
    ]
    for value in sorted(likely, key=lambda each: (-shares[each], each))[:_TOP]:
        told = f"{_told(labelled[value])}, but {len(places[value]):,} times unlabelled ({shares[value]:.0%})"
        yield Remark(places[value][0], value, f"{told}: {', '.join(places[value][:_SHOWN_PLACES])}")


def _frequent_values(survey: Survey) -> dict[str, Counter[str]]:
    """The labels of each value of one to four whole words with a letter that is labelled often."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _, example in survey.examples():
        for span in example.spans:
            counts[span.text][span.label] += 1
    return {
        value: count
        for value, count in counts.items()
        if count.total() >= _LEAST_LABELLED and len(value) > 2 and _is_words(value)
    }


def _is_words(value: str) -> bool:
    words = list(WORD.finditer(value))
    whole = bool(words) and words[0].start() == 0 and words[-1].end() == len(value)
    return whole and len(words) <= _MOST_WORDS and any(character.isalpha() for character in value)


def _free_values(example: Example, values: Set[str], firsts: Set[str]) -> Iterator[str]:
    """The longest value at each word that no span and nothing unsure touches."""
    taken = bytearray(len(example.text))
    for start, end in [*((span.start, span.end) for span in example.spans), *example.unsure]:
        taken[start:end] = b"\1" * (end - start)
    words = [match.span() for match in WORD.finditer(example.text)]
    behind = 0
    for index, (start, end) in enumerate(words):
        if start < behind or example.text[start:end] not in firsts:
            continue
        for _, last in reversed(words[index : index + _MOST_WORDS]):
            value = example.text[start:last]
            if value in values and taken.find(1, start, last) < 0:
                behind = last
                yield value
                break
