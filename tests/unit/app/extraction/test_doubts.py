"""Where a model is undecided."""

import numpy as np

from app.extraction.doubts import doubts_of
from model.decode import Decoder
from model.tagging import TaggedText
from model.tokens import Tokens

TEXT = "crimson oak desk"


def tagged(*rows: list[float]) -> TaggedText:
    """Probabilities of O, B-COLOR, I-COLOR, B-THING, I-THING for each word."""
    starts, ends = np.array([0, 8, 12], dtype=np.int32), np.array([7, 11, 16], dtype=np.int32)
    tokens = Tokens(TEXT, starts, ends, np.arange(3, dtype=np.int32), np.arange(4, dtype=np.int32))
    return TaggedText(tokens, np.array(rows, dtype=np.float32), 1)


SURE, NOTHING = [0.01, 0.97, 0.01, 0.005, 0.005], [0.97, 0.01, 0.01, 0.005, 0.005]


def doubts(*rows: list[float], threshold: float = 0.5) -> list[tuple[str, str, float]]:
    found = doubts_of(tagged(*rows), Decoder(["COLOR", "THING"]), lambda _: threshold)
    return [(each.text, each.label, round(each.doubt, 2)) for each in found]


def test_a_sure_text_has_no_doubts() -> None:
    assert doubts(SURE, NOTHING, NOTHING) == []


def test_a_span_is_doubtful_near_its_threshold() -> None:
    near = [0.4, 0.6, 0.0, 0.0, 0.0]  # The next word does not continue it: 0.6 × 0.99.
    assert doubts(near, NOTHING, NOTHING) == [("crimson", "COLOR", 0.81)]
    assert doubts(near, NOTHING, NOTHING, threshold=0.6) == [("crimson", "COLOR", 0.99)]


def test_words_that_may_be_a_span_are_doubtful_together() -> None:
    maybe = [0.6, 0.05, 0.0, 0.2, 0.15]
    assert doubts(SURE, maybe, maybe) == [("oak desk", "THING", 0.4)]
