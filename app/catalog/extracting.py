"""Reads texts without storing anything: text → spans → properties."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event

from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import to_mentions
from app.domain.items import Property
from app.domain.properties import to_properties
from app.domain.standard import Standardizer
from app.extraction.extractor import Extractor
from app.telemetry import Metrics
from model.spans import Span


@dataclass(frozen=True, slots=True)
class ReadText:
    """The result for a text. The model read it in `windows` parts. `properties` are in order of first mention."""

    windows: int
    spans: tuple[Span, ...]
    properties: tuple[Property, ...]


class TextReader:
    """Reads texts with the model and the team's rules. Calls block, and any thread may make them."""

    def __init__(self, extractor: Extractor, vocabulary: TeamVocabulary, metrics: Metrics) -> None:
        self._extractor = extractor
        self._vocabulary = vocabulary
        self._metrics = metrics

    def read(
        self,
        texts: Sequence[str],
        labels: Collection[str] | None = None,
        min_score: float | None = None,
        gone: Event | None = None,
    ) -> list[ReadText]:
        """Returns the result for every text. `labels` limits the spans; None takes all labels.

        `min_score`, `gone` and the errors are those of `Extractor.extract`.
        """
        found = self._extractor.extract(texts, min_score, gone)
        self._metrics.documents.inc(len(texts))
        self._metrics.windows.inc(sum(each.windows for each in found))
        rules = self._vocabulary.standardizer
        return [
            _to_read_text(text, each.windows, [s for s in each.spans if labels is None or s.label in labels], rules)
            for text, each in zip(texts, found, strict=True)
        ]


def _to_read_text(text: str, windows: int, spans: Sequence[Span], rules: Standardizer) -> ReadText:
    mentions = to_mentions("text", spans)
    properties, _ = to_properties((), mentions, rules, None, datetime.now(UTC), {"text": text})
    return ReadText(windows, tuple(spans), tuple(sorted(properties, key=_first_mention)))


def _first_mention(prop: Property) -> int:
    return prop.evidence[0].start
