"""The cache of extracted texts."""

from dataclasses import replace

from app.extraction.cache import Cache
from app.extraction.extractor import Extractor
from app.extraction.tally import Tally
from model.bundle import Bundle
from model.tagging import Extraction
from tests.stand_ins.tagger import FakeTagger

NOTHING = Extraction((), 1, 3)


def test_a_text_is_known_under_the_bundle_that_read_it() -> None:
    cache = Cache(10_000, tally := Tally())
    assert cache.get("a", "red") is None
    cache.put("a", "red", NOTHING)
    assert cache.get("a", "red") is NOTHING
    assert cache.get("b", "red") is None
    assert (tally.cache_hits, tally.cache_misses) == (1, 2)


def test_what_was_used_longest_ago_goes_first() -> None:
    cache = Cache(1000, Tally())  # Three short texts.
    for text in ("one", "two", "six"):
        cache.put("a", text, NOTHING)
    cache.get("a", "one")
    cache.put("a", "ten", NOTHING)
    assert [cache.get("a", text) is not None for text in ("one", "two", "six", "ten")] == [True, False, True, True]


def test_a_text_larger_than_the_cache_is_not_kept_and_drives_nothing_out() -> None:
    cache = Cache(1000, Tally())
    cache.put("a", "red", NOTHING)
    cache.put("a", "x" * 2000, Extraction((), 1, 2000))
    assert cache.get("a", "red") is NOTHING
    assert cache.get("a", "x" * 2000) is None


def test_without_room_nothing_is_kept_or_counted() -> None:
    cache = Cache(0, tally := Tally())
    cache.put("a", "red", NOTHING)
    assert cache.get("a", "red") is None
    assert (tally.cache_hits, tally.cache_misses) == (0, 0)


def test_an_extractor_reads_a_text_once_whatever_scores_are_asked(bundle: Bundle) -> None:
    tagger = FakeTagger(bundle, certainty=0.6)
    extractor = Extractor(bundle, tagger, cache=1_000_000)
    fresh = Extractor(bundle, FakeTagger(bundle, certainty=0.6))
    for texts, score in ((["red shirt"], 0.99), (["red shirt", "nike"], 0.0), (["nike", "red shirt"], None)):
        assert extractor.extract(texts, score) == fresh.extract(texts, score)
    assert tagger.calls == 2
    assert (extractor.tally.cache_hits, extractor.tally.cache_misses) == (3, 2)


def test_equal_texts_of_one_call_are_read_once(bundle: Bundle) -> None:
    tagger = FakeTagger(bundle)
    extractor = Extractor(bundle, tagger)
    found = extractor.extract(["red", "nike", "red"])
    assert [each.spans[0].label for each in found] == ["COLOR", "BRAND", "COLOR"]
    assert (extractor.tally.batches, extractor.tally.word_pieces) == (1, 6)


def test_another_bundle_finds_nothing_of_the_last_one(bundle: Bundle) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle), cache=1_000_000)
    extractor.extract(["red"])
    extractor.bundle = replace(bundle, digest="0" * 64)
    extractor.extract(["red"])
    assert extractor.tally.cache_hits == 0
