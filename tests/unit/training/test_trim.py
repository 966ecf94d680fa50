"""A trimmed bundle tags texts in Latin letters as the whole one does."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.extractor import Extractor
from model.bundle import TOKENIZER, WEIGHTS, Bundle, Manifest, seal
from model.weights import quantize, save
from tests.benchmark.shop_texts import read_shop_texts
from training.config import PACKAGED_ENCODER
from training.network.starts import load_start
from training.trim import trim

TEXTS = [each.text for each in read_shop_texts()[:40]] + ["Crème brûlée 5 µm ½ “ω-3”™ 1º m²", "ﬁne Straße"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle with the whole vocabulary, one layer, and a head of random weights."""
    start = load_start(PACKAGED_ENCODER, layers=1)
    chance = np.random.default_rng(3)
    head = {"head.kernel": chance.normal(0, 1, (384, 5)).astype("f4"), "head.bias": np.zeros(5, "f4")}
    folder = tmp_path_factory.mktemp("whole")
    save(folder / WEIGHTS, quantize({**start.weights, **head}))
    start.tokenizer.save(str(folder / TOKENIZER))
    encoder = {"shape": start.shape.to_json()}
    return seal(folder, Manifest(name="x", version="1", labels=("A", "B"), window=128, overlap=32, encoder=encoder))


def spans(bundle: Bundle, texts: list[str]) -> list[tuple[object, ...]]:
    with closing(Extractor(bundle, CTranslate2Tagger(bundle, 1))) as extractor:
        return [each.spans for each in extractor.extract(texts, min_score=0.0)]


@pytest.mark.large
def test_texts_in_latin_letters_are_tagged_alike(whole: Bundle, tmp_path: Path) -> None:
    small = trim(whole, tmp_path / "small")
    assert sum(map(len, spans(small, TEXTS))) > 100
    assert spans(small, TEXTS) == spans(whole, TEXTS)
    assert small.manifest.encoder["shape"]["vocabulary"] < 28_500
    assert small.manifest.encoder["shape"]["positions"] == 128
    size, before = (sum(each.bytes for each in bundle.manifest.files.values()) for bundle in (small, whole))
    assert size < before - 1.4e6


def test_trimming_again_changes_nothing(whole: Bundle, tmp_path: Path) -> None:
    once = trim(whole, tmp_path / "once")
    assert trim(once, tmp_path / "twice").manifest == once.manifest


def test_words_of_other_scripts_are_unknown(whole: Bundle, tmp_path: Path) -> None:
    small = trim(whole, tmp_path / "small")
    text = "красная рубашка, red shirt 赤い"
    with closing(Extractor(small, CTranslate2Tagger(small, 1))) as extractor:
        assert not extractor.is_word("рубашка")
        (cut,) = extractor.cut([text])
        assert [text[s:e] for s, e in zip(cut.tokens.starts, cut.tokens.ends, strict=True)][:2] == [
            "красная",
            "рубашка",
        ]
