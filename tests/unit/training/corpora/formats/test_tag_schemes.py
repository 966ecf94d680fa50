"""The tag schemes, and the recognition of a file's scheme."""

import pytest

from training.corpora.formats.tag_schemes import OUTSIDE, TAG_SCHEMES, parse_tag, recognise_scheme, runs, steps

# "United Kingdom", "France" right after it, and "Ann".
SENTENCES = {
    "IOB1": "O I-LOC I-LOC B-LOC O I-PER",
    "IOB2": "O B-LOC I-LOC B-LOC O B-PER",
    "IOBES": "O B-LOC E-LOC S-LOC O S-PER",
    "BILOU": "O B-LOC L-LOC U-LOC O U-PER",
    "BMES": "B-PER M-PER E-PER O S-PER",
}


def tags(sentence: str) -> list[tuple[str, str]]:
    return [parse_tag(tag) or OUTSIDE for tag in sentence.split()]


@pytest.mark.parametrize("name", SENTENCES)
def test_a_scheme_is_recognised_and_explains_its_own_tags(name: str) -> None:
    found = recognise_scheme([tags(SENTENCES[name])])
    assert found.name == name
    assert all(found.allows(step) for step in steps(tags(SENTENCES[name])))


def test_every_scheme_has_a_sentence() -> None:
    assert {scheme.name for scheme in TAG_SCHEMES} == set(SENTENCES)


@pytest.mark.parametrize("name", ["IOB1", "IOB2", "IOBES", "BILOU"])
def test_the_same_spans_are_found_in_all_schemes(name: str) -> None:
    assert runs(tags(SENTENCES[name])) == [(1, 3, "LOC"), (3, 4, "LOC"), (5, 6, "PER")]


def test_no_tags_at_all_are_iob2() -> None:
    assert recognise_scheme([[], [OUTSIDE]]).name == "IOB2"


# The behaviour of conlleval: a tag that continues nothing begins a span, another label ends one.
@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("I-X I-X O I-X", [(0, 2, "X"), (3, 4, "X")]),
        ("B-X I-Y", [(0, 1, "X"), (1, 2, "Y")]),
        ("E-X I-X", [(0, 1, "X"), (1, 2, "X")]),
        ("S-X E-X", [(0, 1, "X"), (1, 2, "X")]),
        ("B-X O E-X", [(0, 1, "X"), (2, 3, "X")]),
    ],
)
def test_impossible_tags_are_grouped_as_in_conlleval(sentence: str, expected: list[tuple[int, int, str]]) -> None:
    assert runs(tags(sentence)) == expected


@pytest.mark.parametrize("tag", ["", "o", "B", "B-", "X-LOC", "LOC-B", "B- x", "B-LOC "])
def test_what_is_no_tag(tag: str) -> None:
    assert parse_tag(tag) is None


def test_a_label_may_have_a_hyphen() -> None:
    assert parse_tag("B-per-nam") == ("B", "per-nam")
    assert parse_tag("B-Base Color") == ("B", "Base Color")
