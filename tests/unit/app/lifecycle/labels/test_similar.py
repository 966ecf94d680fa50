"""Words that are like a few examples."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from app.lifecycle.labels.similar import similar_values
from model.tokens import Tokens

# Two axes: is it a roast, is it a country; the third is what all words share.
MEANING = {
    "dark": (1.0, 0.0), "light": (0.95, 0.1), "medium": (0.9, 0.05), "blonde": (0.96, 0.05),
    "peru": (0.0, 1.0), "kenya": (0.1, 0.95), "brazil": (0.05, 0.9), "ghana": (0.05, 0.96),
    "both": (0.7, 0.7),
}  # fmt: skip


class FakeEmbedder:
    """Looks the meaning of words up. Words without one mean neither."""

    def embed(self, texts: Sequence[str]) -> Iterator[tuple[Tokens, NDArray[np.float32]]]:
        for text in texts:
            words = text.split(" ")
            ends = np.cumsum([len(word) + 1 for word in words]).astype(np.int32) - 1
            starts = np.array([end - len(word) for end, word in zip(ends, words, strict=True)], dtype=np.int32)
            numbers = np.arange(len(words) + 1, dtype=np.int32)
            rows = [(*MEANING.get(word.lower(), (-0.6, -0.6)), 3.0) for word in words]
            yield Tokens(text, starts, ends, numbers[:-1], numbers), np.array(rows, dtype=np.float32)


EXAMPLES = {"roast": ["dark", "light", "medium"], "origin": ["Peru", "Kenya", "Brazil"]}


def found(*texts: str) -> dict[str, str]:
    return {each.words: each.name for each in similar_values(texts * 3, EXAMPLES, FakeEmbedder())}


def test_words_like_the_examples_are_values_of_their_property() -> None:
    assert found("Blonde coffee from Ghana", "dark coffee from Peru") == {"blonde": "roast", "ghana": "origin"}


def test_words_that_are_as_near_to_two_properties_are_values_of_none() -> None:
    assert found("both coffee", "dark coffee from Peru") == {}


def test_rare_words_are_no_values() -> None:
    assert similar_values(["blonde coffee", "dark coffee"], EXAMPLES, FakeEmbedder()) == []


def test_a_run_with_a_value_inside_is_no_value() -> None:
    assert found("blonde blonde coffee", "dark light coffee") == {"blonde": "roast"}


def test_every_value_says_how_near_it_is() -> None:
    (blonde,) = similar_values(["blonde coffee"] * 4, EXAMPLES, FakeEmbedder())
    assert blonde.texts == 4
    assert blonde.similarity == pytest.approx(1, abs=0.05)
