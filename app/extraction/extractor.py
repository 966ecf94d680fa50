"""Texts of any length to spans, by a tagger."""

from collections.abc import Iterator, Sequence

from app.errors import BundleError, Overloaded
from app.extraction.tagger import Tagger
from model.bundle import TOKENIZER, Bundle
from model.reading import Extraction, Reading, read
from model.spans import Span
from model.tokens import WordTokenizer
from model.windows import cut

# Characters of texts that are tokenised and tagged at once.
_TOGETHER = 200_000
_DEFAULT_SCORE = 0.5


class Extractor:
    """A bundle's tokenizer, windows and decoder round a tagger that runs its network.

    `min_score` is what a span must score where a call asks for nothing; None: its label's threshold in the bundle,
    or 0.5 where there is none.
    """

    def __init__(self, bundle: Bundle, tagger: Tagger, min_score: float | None = None) -> None:
        self.bundle = bundle
        self.decoder = bundle.decoder()
        self._tagger = tagger
        self._tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
        self.min_score = min_score
        self._stopping = False

    def is_word(self, word: str) -> bool:
        """Whether the model's own vocabulary has the word as a whole."""
        return self._tokenizer.is_word(word)

    def stop(self) -> None:
        """Ends running calls at their next group of texts."""
        self._stopping = True

    def close(self) -> None:
        self._tagger.close()

    def extract(self, texts: Sequence[str], min_score: float | None = None) -> list[Extraction]:
        """The spans of each text that score at least `min_score`; None asks for those worth keeping.

        Every text is read to its end. Time is linear in the total length; memory is bound to the longest text, or
        `_TOGETHER` characters. Raises Overloaded when the service stops meanwhile.
        """
        found: list[Extraction] = []
        for group in _groups(texts):
            found += [self._spans(reading, min_score) for reading in self.read(group)]
        return found

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """What `extract` makes its spans of. Memory grows with all texts together."""
        if self._stopping:
            raise Overloaded("the service is stopping; send the texts again")
        return read(texts, self._tokenizer, self.bundle.window_size, self.decoder.width, self._tagger.tag)

    def check(self) -> None:
        """Runs a word through the network. Raises BundleError when it has other labels than the manifest."""
        (tokens,) = self._tokenizer.tokenize(["a"])
        windows = cut(tokens, self.bundle.window_size, self._tokenizer.cls_id, self._tokenizer.sep_id)
        found = self._tagger.tag(windows)[0].shape[1]
        if found != self.decoder.width:
            detail = f"{len(self.decoder.labels)} labels make {self.decoder.width} tags, but the network has {found}"
            raise BundleError(f"{self.bundle.folder}: manifest.json: labels: {detail}")

    def keep(self, spans: Sequence[Span], min_score: float | None = None) -> list[Span]:
        """Those of the spans that are worth keeping."""
        return self.decoder.keep(spans, self.min_score if min_score is None else min_score, _DEFAULT_SCORE)

    def _spans(self, reading: Reading, min_score: float | None) -> Extraction:
        spans = self.decoder.spans(reading.tokens, reading.probabilities)
        return Extraction(tuple(self.keep(spans, min_score)), reading.windows)


def _groups(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in order, as many together as `_TOGETHER` characters allow, and one at the least."""
    group: list[str] = []
    characters = 0
    for text in texts:
        if group and characters + len(text) > _TOGETHER:
            yield group
            group, characters = [], 0
        group.append(text)
        characters += len(text)
    if group:
        yield group
