"""Texts of any length to spans, by a tagger."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.errors import BundleError, Overloaded
from app.extraction.tagger import Tagger
from model.bundle import TOKENIZER, Bundle
from model.reading import Extraction, read_spans
from model.tags import tags_of
from model.tokens import WordTokenizer
from model.windows import cut

# Characters of texts that are tokenised and tagged at once.
_TOGETHER = 200_000


class Extractor:
    """A bundle's tokenizer, windows and labels round a tagger that runs its network."""

    def __init__(self, bundle: Bundle, tagger: Tagger) -> None:
        self.bundle = bundle
        self._tagger = tagger
        self._tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
        self._labels = bundle.manifest.labels
        self._stopping = False

    def is_word(self, word: str) -> bool:
        """Whether the model's own vocabulary has the word as a whole."""
        return self._tokenizer.is_word(word)

    def stop(self) -> None:
        """Ends running calls at their next group of texts."""
        self._stopping = True

    def close(self) -> None:
        self._tagger.close()

    def extract(self, texts: Sequence[str], min_score: float = 0.0) -> list[Extraction]:
        """The spans of each text that score at least `min_score`. Every text is read to its end.

        Time is linear in the total length; memory is bound to the longest text, or `_TOGETHER` characters. Raises
        Overloaded when the service stops meanwhile.
        """
        found: list[Extraction] = []
        for group in _groups(texts):
            if self._stopping:
                raise Overloaded("the service is stopping; send the texts again")
            found += self._extract_group(group, min_score)
        return found

    def check(self) -> None:
        """Runs a word through the network. Raises BundleError when it has other labels than the manifest."""
        (tokens,) = self._tokenizer.tokenize(["a"])
        windows = cut(tokens, self.bundle.window_size, self._tokenizer.cls_id, self._tokenizer.sep_id)
        found = self._tagger.tag(windows)[0].shape[1]
        width = len(tags_of(self._labels))
        if found != width:
            detail = f"{len(self._labels)} labels make {width} tags, but the network has {found}"
            raise BundleError(f"{self.bundle.folder}: manifest.json: labels: {detail}")

    def _extract_group(self, texts: Sequence[str], min_score: float) -> list[Extraction]:
        found = read_spans(texts, self._tokenizer, self.bundle.window_size, self._labels, self._tagger.tag)
        return [replace(each, spans=tuple(span for span in each.spans if span.score >= min_score)) for each in found]


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
