"""Extraction of spans from texts of any length."""

from dataclasses import replace

import pytest

from app.errors import BundleError, Stopping
from app.extraction.extractor import Extractor
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger


@pytest.fixture
def extractor(bundle: Bundle) -> Extractor:
    return Extractor(bundle, FakeTagger(bundle))


def test_a_text_without_words_has_no_window(extractor: Extractor) -> None:
    for found in extractor.extract(["", "  \n"]):
        assert (found.spans, found.windows) == ((), 0)


def test_nothing_is_lost_in_a_text_of_many_windows(extractor: Extractor) -> None:
    text = "\n".join(f"Item {n}: a red nike shirt made of stainless steel." for n in range(2000))
    (found,) = extractor.extract([text])
    assert found.windows > 200
    assert [s.label for s in found.spans] == ["COLOR", "BRAND", "CATEGORY", "MATERIAL"] * 2000
    assert all(text[s.start : s.end] == s.text for s in found.spans)
    assert found.spans[-1].text == "stainless steel"


@pytest.mark.large
def test_long_texts_in_one_call_read_as_they_do_alone(extractor: Extractor) -> None:
    texts = ["red shirt " * 15_000, "", "blue jeans " * 9_000, "nike", "cotton " * 30_000]
    together = extractor.extract(texts)
    assert together == [extractor.extract([text])[0] for text in texts]
    assert [len(found.spans) for found in together] == [30_000, 0, 18_000, 1, 30_000]


def test_offsets_are_code_points_behind_emoji_and_combining_marks(extractor: Extractor) -> None:
    text = "👨‍👩‍👧 cafe\u0301 — RED\u00a0shirt\r\n(navy)"
    spans = extractor.extract([text])[0].spans
    assert [(text[s.start : s.end], s.label) for s in spans] == [
        ("RED", "COLOR"),
        ("shirt", "CATEGORY"),
        ("navy", "COLOR"),
    ]


def test_spans_below_the_score_are_left_out(bundle: Bundle) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, certainty=0.6))
    score = extractor.extract(["red"])[0].spans[0].score
    assert extractor.extract(["red"], score)[0].spans
    assert not extractor.extract(["red"], score + 0.001)[0].spans


def test_no_texts_never_reach_the_tagger(bundle: Bundle) -> None:
    tagger = FakeTagger(bundle)
    assert Extractor(bundle, tagger).extract([]) == []
    assert tagger.calls == 0


def test_a_manifest_with_other_labels_than_the_network_is_found_at_start(bundle: Bundle) -> None:
    tagger = FakeTagger(bundle)
    Extractor(bundle, tagger).check()
    other = replace(bundle, manifest=bundle.manifest.model_copy(update={"labels": ("X",)}))
    with pytest.raises(BundleError, match="1 labels make 3 tags, but the network has 21"):
        Extractor(other, tagger).check()


def test_stopping_ends_a_long_call(extractor: Extractor) -> None:
    extractor.stop()
    with pytest.raises(Stopping):
        extractor.extract(["red"])
