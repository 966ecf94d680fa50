"""Extracts spans from texts of any length, with a tagger."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from threading import Event, Semaphore

import numpy as np
from numpy.typing import NDArray

from app.errors import BundleError, Cancelled
from app.extraction.batching import Batcher
from app.extraction.beside import Beside, Nothing
from app.extraction.cache import Cache
from app.extraction.remote_tagger import RemoteTagger
from app.extraction.tagger import Tagger
from app.extraction.tally import Tally
from app.telemetry.traces import span
from model.bundle import TOKENIZER, Bundle
from model.decode import DEFAULT_SCORE
from model.spans import Span
from model.tagging import CutText, Extraction, TaggedText, cut_texts, extraction, join
from model.tokens import WordTokenizer

# Texts of so many characters are tokenised together, while the groups before them are tagged.
_CHARACTERS_OF_A_GROUP = 20_000
_GROUPS_AHEAD = 3

FutureRows = Future[list[NDArray[np.float32]]]


class Extractor:
    """Extracts spans with a bundle's tokenizer, windows and decoder. The tagger batches the windows of all calls.

    `min_score` is the score that a span needs when a call names none. If it is None, the label's threshold in the
    bundle applies, or 0.5 for a label without one. `cache` is the size of the cache in bytes. `tally` is continued.
    `finders` find values beside the model.
    """

    def __init__(
        self,
        bundle: Bundle,
        tagger: Tagger,
        min_score: float | None = None,
        cache: int = 0,
        tally: Tally | None = None,
        finders: Beside | None = None,
    ) -> None:
        self.bundle = bundle
        self.finders = finders or Nothing()
        self.engine = tagger.name
        self.since = datetime.now(UTC)
        self._tagger = tagger
        self.decoder = bundle.decoder()
        self.tally = tally or Tally()
        self.batcher = Batcher(tagger, self.tally)
        self._cache = Cache(cache, self.tally)
        self._tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
        self.min_score = min_score
        # Both ends of the work are Python: more threads would not be faster, hold more, and delay the event loop.
        self._turns = Semaphore(tagger.threads)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the model, then those that only finders have."""
        return tuple(dict.fromkeys((*self.bundle.manifest.labels, *self.finders.labels)))

    @property
    def vocabulary_size(self) -> int:
        """The number of word pieces that the model knows."""
        return self._tokenizer.size

    def is_word(self, word: str) -> bool:
        """Tells whether the word is a single piece of the model's vocabulary."""
        return self._tokenizer.is_word(word)

    def stop(self) -> None:
        """Ends running calls at their next batch."""
        self.batcher.stop()

    def close(self) -> None:
        self.batcher.close()

    def extract(
        self, texts: Sequence[str], min_score: float | None = None, gone: Event | None = None
    ) -> list[Extraction]:
        """Returns the spans of each text that score at least `min_score`, and what the finders find.

        None applies the thresholds. A finder for missed values gives way to spans that reach their thresholds.

        Every text is read to its end. The time is linear in the total length. The memory depends on the longest text,
        or on a few groups of 20,000 characters. Raises Stopping when the service stops meanwhile, and Cancelled when
        `gone` is set because the caller has gone.
        """
        digest = self.bundle.digest
        known = {text: found for text in dict.fromkeys(texts) if (found := self._cache.get(digest, text))}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        for text, tagged in zip(new, self._tagged_texts(new, gone), strict=True):
            with self._turns:
                known[text] = extraction(self.decoder, tagged)
            self._cache.put(digest, text, known[text])
        return [self._kept(text, known[text], min_score) for text in texts]

    def cut(self, texts: Sequence[str]) -> list[CutText]:
        """Cuts each text into the tokens and windows that the tagger gets."""
        return cut_texts(texts, self._tokenizer, self.bundle.window_size)

    def tag_texts(self, texts: Sequence[str], gone: Event | None = None) -> list[TaggedText]:
        """Tags texts without decoding spans. The memory grows with the total length. `gone` is as in `extract`."""
        return list(self._tagged_texts(texts, gone))

    def _tagged_texts(self, texts: Sequence[str], gone: Event | None = None) -> Iterator[TaggedText]:
        """Yields the tagged texts. A few groups are in progress: one is tokenised while others are tagged."""
        ahead: deque[tuple[list[CutText], FutureRows]] = deque()
        groups = iter(_groups(texts))
        while True:
            for group in islice(groups, _GROUPS_AHEAD - len(ahead)):
                ahead.append(self._submit(group, gone))
            if not ahead:
                return
            cuts, tagged = ahead.popleft()
            with span("tag"):
                rows = tagged.result()
            yield from join(cuts, rows, self.decoder.width)

    def _submit(self, texts: Sequence[str], gone: Event | None = None) -> tuple[list[CutText], FutureRows]:
        with self._turns:
            if gone is not None and gone.is_set():
                raise Cancelled("the caller has gone")
            with span("tokenize"):
                cuts = self.cut(texts)
        return cuts, self.batcher.submit([window for each in cuts for window in each.windows], gone)

    def check(self) -> None:
        """Tags a word. Raises BundleError when the network and the manifest differ in their number of tags."""
        _, tagged = self._submit(["a"])
        found = tagged.result()[0].shape[1]
        if found != self.decoder.width:
            detail = f"{len(self.decoder.labels)} labels make {self.decoder.width} tags, but the network has {found}"
            raise BundleError(f"{self.bundle.folder}: manifest.json: labels: {detail}")

    def check_engine(self) -> None:
        """Raises TaggerError if the model runs elsewhere and does not answer. An engine of this process always does."""
        if isinstance(self._tagger, RemoteTagger):
            self._tagger.tag(self.cut(["a"])[0].windows)

    def keep(self, spans: Sequence[Span], min_score: float | None = None) -> list[Span]:
        """Returns the spans that score at least `min_score`, the extractor's own `min_score`, or their threshold."""
        return self.decoder.keep(spans, self.min_score if min_score is None else min_score, DEFAULT_SCORE)

    def threshold(self, label: str) -> float:
        """Returns the score that a span of the label needs when a call names none."""
        own = self.bundle.manifest.thresholds.get(label, DEFAULT_SCORE)
        return own if self.min_score is None else self.min_score

    def _kept(self, text: str, found: Extraction, min_score: float | None) -> Extraction:
        kept = self.keep(found.spans, min_score)
        sure = kept if min_score is None else self.keep(kept)
        return replace(found, spans=self.finders.add_to(text, kept, sure))


def _groups(texts: Sequence[str]) -> Iterator[list[str]]:
    """Groups texts in order, up to `_CHARACTERS_OF_A_GROUP` in a group, and at least one text."""
    group: list[str] = []
    characters = 0
    for text in texts:
        if group and characters + len(text) > _CHARACTERS_OF_A_GROUP:
            yield group
            group, characters = [], 0
        group.append(text)
        characters += len(text)
    if group:
        yield group
