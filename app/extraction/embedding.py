"""Embeds the words of texts with the encoder of a bundle."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from model.bundle import TOKENIZER, Bundle
from model.tagging import cut_texts
from model.tokens import Tokens, WordTokenizer
from model.windows import merge

_TEXTS_AT_ONCE = 64


class Embedder:
    """Gives each word of a text its vector, in the light of the words around it."""

    def __init__(self, bundle: Bundle, threads: int) -> None:
        """Raises BundleError for a bundle whose encoder runs on TensorFlow alone."""
        self._tagger = CTranslate2Tagger(bundle, threads, "float32")
        self._tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
        self._size = bundle.window_size
        self._width = int(bundle.manifest.encoder["shape"]["width"])

    def embed(self, texts: Sequence[str]) -> Iterator[tuple[Tokens, NDArray[np.float32]]]:
        """Yields the tokens of each text and their vectors: float32 [tokens, width]."""
        for begin in range(0, len(texts), _TEXTS_AT_ONCE):
            cuts = cut_texts(texts[begin : begin + _TEXTS_AT_ONCE], self._tokenizer, self._size)
            rows = iter(self._tagger.embed([window for each in cuts for window in each.windows]))
            for each in cuts:
                own = [next(rows) for _ in each.windows]
                yield each.tokens, merge(len(each.tokens), each.windows, own, self._width)

    def close(self) -> None:
        self._tagger.close()
