"""What is learnt from a text."""

import numpy as np

from model.spans import Span
from model.tags import tags_of
from model.tokens import WordTokenizer
from model.windows import WindowSize
from training.batches import Batches, pad, to_targets
from training.corpora import Example
from training.encoders import Encoder

LABELS = ["BRAND", "COLOR"]
TAGS = tags_of(LABELS)
SIZE = WindowSize(16, 4)
EXAMPLE = Example("1", "red shirts nike", (Span(0, 3, "COLOR", "red"), Span(11, 15, "BRAND", "nike")))


def allowed_names(row: np.ndarray) -> set[str]:
    return {tag for tag, allowed in zip(TAGS, row, strict=True) if allowed}


def test_the_first_piece_carries_the_tag_and_the_rest_teach_nothing(encoder: Encoder) -> None:
    (target,), refused = to_targets([EXAMPLE], WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    assert refused == 0
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
    (target,), _ = to_targets([example], WordTokenizer(encoder.tokenizer), SIZE, LABELS, annotated=["COLOR"])
    assert allowed_names(target.allowed[1]) == {"B-COLOR"}
    assert allowed_names(target.allowed[3]) == {"O", "B-BRAND", "I-BRAND"}


def test_long_texts_make_overlapping_windows(encoder: Encoder) -> None:
    targets, _ = to_targets([Example("1", "red " * 40, ())], WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    assert len(targets) == 4
    assert all(len(target.ids) <= 16 for target in targets)


def test_every_epoch_has_every_target_once_in_batches_of_bounded_size(encoder: Encoder) -> None:
    examples = [Example(str(n), "red shirt " * (1 + n % 6), ()) for n in range(50)]
    targets, _ = to_targets(examples, WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    batches = Batches(targets, pieces=64, seed=1)
    for _ in range(2):
        sizes = [batches[n][0]["ids"].shape for n in range(len(batches))]
        assert sum(rows for rows, _ in sizes) == 50
        assert all(rows * length <= 64 for rows, length in sizes)
        assert sizes[0][1] != sizes[1][1]
        batches.on_epoch_end()


def test_a_sampled_corpus_gives_its_share(encoder: Encoder) -> None:
    targets, _ = to_targets([EXAMPLE] * 30, WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    batches = Batches(targets[:10], pieces=64, seed=1, sampled=targets[10:], sample=5)
    assert sum(batches[n][0]["ids"].shape[0] for n in range(len(batches))) == 15


def test_padding_is_masked_and_teaches_nothing(encoder: Encoder) -> None:
    examples = [EXAMPLE, Example("2", "red", ())]
    targets, _ = to_targets(examples, WordTokenizer(encoder.tokenizer), SIZE, LABELS)
    inputs, allowed = pad(targets)
    assert inputs["mask"].tolist() == [[1] * 6, [1, 1, 1, 0, 0, 0]]
    assert allowed[1, 3:].all()
