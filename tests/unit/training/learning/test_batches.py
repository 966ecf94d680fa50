"""The targets of training, and the batches of an epoch."""

from collections import Counter

import numpy as np
import pytest

from model.spans import Span
from model.tags import IOB2
from model.tokens import WordTokenizer
from model.windows import WindowSize
from training.corpora import Example
from training.learning.batches import Batches, Lessons, label_weights, pad, to_training_windows
from training.network.encoders import Encoder

LABELS = ["BRAND", "COLOR"]
TAGS = IOB2.tags_of(LABELS)
SIZE = WindowSize(16, 4)
EXAMPLE = Example("1", "red shirts nike", (Span(0, 3, "COLOR", "red"), Span(11, 15, "BRAND", "nike")))


def allowed_names(row: np.ndarray) -> set[str]:
    return {tag for tag, allowed in zip(TAGS, row, strict=True) if allowed}


def test_the_first_piece_carries_the_tag_and_the_rest_teach_nothing(encoder: Encoder) -> None:
    (target,), refused = to_training_windows([EXAMPLE], WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    assert refused == []
    assert [allowed_names(row) for row in target.allowed] == [
        set(TAGS),  # [CLS]
        {"B-COLOR"},
        {"O"},  # shirt
        set(TAGS),  # ##s
        {"B-BRAND"},
        set(TAGS),  # [SEP]
    ]


def test_labels_that_a_corpus_does_not_mark_may_hide_outside(encoder: Encoder) -> None:
    example = Example("1", "red shirt nike", (Span(0, 3, "COLOR", "red"),))
    (target,), _ = to_training_windows([example], WordTokenizer(encoder.tokenizer), SIZE, LABELS, annotated=["COLOR"])
    assert allowed_names(target.allowed[1]) == {"B-COLOR"}
    assert allowed_names(target.allowed[3]) == {"O", "B-BRAND", "I-BRAND"}


def test_long_texts_make_overlapping_windows(encoder: Encoder) -> None:
    targets, _ = to_training_windows([Example("1", "red " * 40, ())], WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    assert len(targets) == 4
    assert all(len(target.ids) <= 16 for target in targets)


def lessons_of(count: int, encoder: Encoder, sampled: int = 0, sample: int = 0) -> Lessons:
    examples = [Example(str(n), "red shirt " * (1 + n % 6), ()) for n in range(count)]
    targets, _ = to_training_windows(examples, WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    return Lessons(targets[sampled:], targets[:sampled], sample, pieces=64, seed=1)


def drawn(batches: Batches) -> list[tuple[int, ...]]:
    """Every window of every batch, as its pieces."""
    rows = [(ids, mask) for n in range(len(batches)) for ids, mask in zip(*batches[n][0].values(), strict=True)]
    return [tuple(ids[mask == 1].tolist()) for ids, mask in rows]


def test_every_epoch_has_every_target_once_in_batches_of_bounded_size(encoder: Encoder) -> None:
    lessons = lessons_of(50, encoder)
    for epoch in range(2):
        batches = lessons.epoch(epoch)
        sizes = [batches[n][0]["ids"].shape for n in range(len(batches))]
        assert sum(rows for rows, _ in sizes) == 50
        assert all(rows * length <= 64 for rows, length in sizes)
        assert sizes[0][1] != sizes[1][1]
        assert batches.pieces() == sum(len(target.ids) for target in lessons.always)


def test_an_epoch_is_the_same_whenever_it_is_asked_for_and_no_two_are_alike(encoder: Encoder) -> None:
    lessons = lessons_of(50, encoder, sampled=20, sample=10)
    assert drawn(lessons.epoch(3)) == drawn(lessons.epoch(3))
    assert drawn(lessons.epoch(3)) != drawn(lessons.epoch(4))


def test_what_is_done_of_an_epoch_is_not_seen_again(encoder: Encoder) -> None:
    lessons = lessons_of(50, encoder)
    whole = lessons.epoch(0)
    rest = lessons.epoch(0, done=[3])
    assert len(rest) == len(whole) - 3
    assert Counter(drawn(rest)) + Counter(
        drawn(whole)[: sum(whole[n][0]["ids"].shape[0] for n in range(3))]
    ) == Counter(drawn(whole))
    last = lessons.epoch(0, done=[3, 2])
    seen = sum(rest[n][0]["ids"].shape[0] for n in range(2))
    assert Counter(drawn(last)) == Counter(drawn(rest)[seen:])


def test_a_sampled_corpus_gives_its_share(encoder: Encoder) -> None:
    assert len(drawn(lessons_of(30, encoder, sampled=20, sample=5).epoch(0))) == 15


def test_padding_is_masked_and_teaches_nothing(encoder: Encoder) -> None:
    examples = [EXAMPLE, Example("2", "red", ())]
    targets, _ = to_training_windows(examples, WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    inputs, allowed = pad(targets)
    assert inputs["mask"].tolist() == [[1] * 6, [1, 1, 1, 0, 0, 0]]
    assert allowed[1, 3:, :-1].all()


def test_a_backend_that_compiles_each_shape_gets_few(encoder: Encoder) -> None:
    targets, _ = to_training_windows([EXAMPLE], WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    inputs, allowed = pad(targets, bucket=64)
    assert inputs["ids"].shape == inputs["mask"].shape == allowed.shape[:2] == (4, 16)
    assert inputs["mask"].sum() == 6
    assert allowed[1:, :, :-1].all()
    assert not allowed[:, :, -1].any()


def test_a_span_that_cuts_a_word_is_reported_and_its_word_teaches_nothing(encoder: Encoder) -> None:
    example = Example("1", "red shirts nike", (Span(4, 7, "BRAND", "shi"),), "a.jsonl:1")
    (target,), (fault,) = to_training_windows([example], WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    assert str(fault) == "a.jsonl:1: BRAND 'shi' at 4–7 begins or ends inside a word"
    assert allowed_names(target.allowed[1]) == {"O"}
    assert allowed_names(target.allowed[2]) == set(TAGS)


def test_unsure_stretches_teach_nothing(encoder: Encoder) -> None:
    example = Example("1", "red shirt nike", (), unsure=((10, 14),))
    (target,), _ = to_training_windows([example], WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    assert [allowed_names(row) for row in target.allowed[1:4]] == [{"O"}, {"O"}, set(TAGS)]


def test_rare_labels_weigh_more_by_a_power_of_their_rarity(encoder: Encoder) -> None:
    examples = [Example("1", "red " * 4, tuple(Span(4 * n, 4 * n + 3, "COLOR", "red") for n in range(4))), EXAMPLE]
    assert label_weights(examples, LABELS, 0.5) == [pytest.approx(5**0.5), 1.0]
    assert label_weights(examples, LABELS, 0.0) == [1.0, 1.0]
    assert label_weights(examples, [*LABELS, "NEVER"], 1.0)[2] == 5.0
    (target,), _ = to_training_windows([EXAMPLE], WordTokenizer(encoder.tokenizer), SIZE, LABELS, weights=[3.0, 1.0])
    assert target.weight.tolist() == [1, 1, 1, 1, 3, 1]
