"""The vectors of words."""

from contextlib import closing

import numpy as np

from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.embedding import Embedder
from model.bundle import TOKENIZER, WEIGHTS, Bundle
from model.tagging import tag_texts
from model.tokens import WordTokenizer
from model.weights import load

TEXTS = ["Nike shirt, red", "", "one very long line of words " * 40]


def test_each_word_has_the_vector_from_which_the_tagger_computes(bundle: Bundle) -> None:
    weights = load(bundle.path(WEIGHTS))
    tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
    with closing(Embedder(bundle, 1)) as embedder, closing(CTranslate2Tagger(bundle, 1, "float32")) as tagger:
        tagged = tag_texts(TEXTS, tokenizer, bundle.window_size, bundle.decoder().width, tagger.tag)
        for (tokens, vectors), wanted in zip(embedder.embed(TEXTS), tagged, strict=True):
            assert (tokens.text, len(vectors)) == (wanted.tokens.text, len(wanted.tokens))
            logits = vectors @ weights["head.kernel"].astype(np.float32) + weights["head.bias"].astype(np.float32)
            chances = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(logits) else logits
            np.testing.assert_allclose(
                chances / chances.sum(axis=1, keepdims=True), wanted.probabilities, atol=1e-5, err_msg=tokens.text
            )
