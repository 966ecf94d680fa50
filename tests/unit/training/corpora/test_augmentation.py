"""Changed copies of training texts."""

from hypothesis import given
from hypothesis import strategies as st

from model.spans import Span
from training.corpora import Example
from training.corpora.augmentation import augment

TEXT = "Acme red shirt, size XL - soft and warm"
EXAMPLE = Example("1", TEXT, (Span(0, 4, "BRAND", "Acme"), Span(5, 8, "COLOR", "red"), Span(16, 23, "SIZE", "size XL")))
OTHER = Example("2", "Nike blue cap", (Span(0, 4, "BRAND", "Nike"), Span(5, 9, "COLOR", "blue")))


def test_the_same_seed_makes_the_same_copies() -> None:
    assert augment([EXAMPLE, OTHER], 3, 7) == augment([EXAMPLE, OTHER], 3, 7)
    assert augment([EXAMPLE, OTHER], 3, 7) != augment([EXAMPLE, OTHER], 3, 8)
    assert len(augment([EXAMPLE, OTHER], 3, 7)) == 6
    assert augment([EXAMPLE], 0, 7) == []


@given(st.integers(0, 1000), st.integers(1, 4))
def test_spans_stay_true_to_their_text_and_label(seed: int, copies: int) -> None:
    for copy in augment([EXAMPLE, OTHER], copies, seed):
        original = EXAMPLE if copy.id.startswith("1") else OTHER
        assert sorted(span.label for span in copy.spans) == sorted(span.label for span in original.spans)
        assert all(copy.text[span.start : span.end] == span.text for span in copy.spans)
        assert list(copy.spans) == sorted(copy.spans, key=lambda span: span.start)


def test_values_come_from_the_same_label() -> None:
    brands = {span.text.lower() for copy in augment([EXAMPLE, OTHER], 60, 1) for span in copy.spans[:1]}
    assert {"acme", "nike"} <= brands


def test_parts_change_places() -> None:
    starts = {copy.text.split(" ")[0].strip(",") for copy in augment([EXAMPLE], 80, 2)}
    assert {"Acme", "size", "soft"} <= starts
