"""The shipped model reaches the figures of its manifest, and loses nothing of a long text."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2 as SEQEVAL_IOB2

from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.extractor import Extractor
from model.bundle import Bundle
from model.spans import Span
from model.tagging import TaggedText
from model.tags import IOB2, spans_to_tags
from tests.parts import shared_data
from training.corpora import Example, read_corpus
from training.evaluation.scores import evaluate


@pytest.fixture(scope="module")
def extractor(shipped: Bundle) -> Iterator[Extractor]:
    with closing(Extractor(shipped, CTranslate2Tagger(shipped, 2))) as opened:
        yield opened


@pytest.fixture(scope="module")
def examples() -> Sequence[Example]:
    return read_corpus(shared_data("products/validation.jsonl")).examples


@pytest.fixture(scope="module")
def found(extractor: Extractor, examples: Sequence[Example]) -> list[Sequence[Span]]:
    """What the shipped engine finds in each example, whatever its score."""
    return [each.spans for each in extractor.extract([example.text for example in examples], min_score=0.0)]


@pytest.fixture(scope="module")
def tagged(extractor: Extractor, examples: Sequence[Example]) -> Sequence[TaggedText]:
    return extractor.tag_texts([example.text for example in examples])


def test_shipped_engine_keeps_the_f1_that_the_manifest_states(
    examples: Sequence[Example], found: list[Sequence[Span]], shipped: Bundle
) -> None:
    stated = shipped.manifest.training["calibration"]
    measured = evaluate(examples, found)
    assert measured.micro.f1 == pytest.approx(stated["micro_f1"], abs=0.003)
    assert measured.reliability.ece == pytest.approx(stated["error"], abs=0.005)
    assert sum(each["count"] for each in stated["reliability"]) == pytest.approx(measured.micro.predicted, rel=0.01)


def test_seqeval_on_the_same_predictions_gives_the_same_figures(
    examples: Sequence[Example], found: list[Sequence[Span]], tagged: Sequence[TaggedText], shipped: Bundle
) -> None:
    """On real texts; on random spans the unit tests of evaluate do it."""
    names = IOB2.tags_of(shipped.manifest.labels)
    tokens = [each.tokens for each in tagged]
    tags = []
    for spans in ([example.spans for example in examples], found):
        rows = [spans_to_tags(t, s, shipped.manifest.labels) for t, s in zip(tokens, spans, strict=True)]
        assert not any(refused for _, refused in rows)
        tags.append([[names[tag] for tag in row] for row, _ in rows])
    theirs = classification_report(*tags, output_dict=True, mode="strict", scheme=SEQEVAL_IOB2)
    ours = evaluate(examples, found)
    for label, each in ours.scores.items():
        assert (each.precision, each.recall, each.f1, each.expected) == pytest.approx(tuple(theirs[label].values()))
    assert ours.macro == pytest.approx(tuple(theirs["macro avg"].values())[:3])
    assert ours.micro.f1 == pytest.approx(theirs["micro avg"]["f1-score"])


def test_scores_of_the_shipped_model_are_chances_of_being_right(
    examples: Sequence[Example], found: list[Sequence[Span]]
) -> None:
    assert evaluate(examples, found).reliability.ece < 0.04


def test_a_description_repeated_through_many_windows_reads_alike_to_its_end(extractor: Extractor) -> None:
    with shared_data("catalog/cpsc_recalled_products.jsonl").open(encoding="utf-8") as file:
        text = json.loads(file.readline())["description"] + "\n\n"
    once, often = extractor.extract([text, text * 40])
    assert often.windows > 30
    assert often.spans[-1].end > len(text) * 39
    labels = {(span.text, span.label) for span in once.spans if span.score > 0.9}
    for number in range(40):
        part = {(s.text, s.label) for s in often.spans if number * len(text) <= s.start < (number + 1) * len(text)}
        assert len(labels & part) >= 0.8 * len(labels)
