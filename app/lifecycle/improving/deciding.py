"""Compares two models where people decided."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.labelled import Labelled
from app.lifecycle.measures.assess import opened
from app.lifecycle.promotion.promote import Comparison
from app.settings import Settings
from model.bundle import Bundle
from model.spans import Span

if TYPE_CHECKING:
    from training.corpora import Example


def compare_decided(
    settings: Settings, present: Bundle, candidate: Bundle, texts: Sequence[Labelled], margin: float
) -> Comparison:
    """Compares the spans that touch a place on which people decided.

    The rest of a corrected text is as the present model reads it, so there it would always be right.
    """
    from training.evaluation import gate

    said = [each.text for each in texts]
    with opened(settings, present) as old, opened(settings, candidate) as new:
        before, after = (
            [_decided(text, each.spans) for text, each in zip(texts, side.extract(said), strict=True)]
            for side in (old, new)
        )
    verdicts = gate.compare([_example(each) for each in texts], before, after, margin)
    return Comparison(present.model, candidate.model, verdicts, 0, ())


def _decided(text: Labelled, spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if any(span.start < end and start < span.end for start, end in text.decided)]


def _example(text: Labelled) -> "Example":
    from training.corpora import Example

    return Example(text.id, text.text, tuple(_decided(text, text.spans)), "")
