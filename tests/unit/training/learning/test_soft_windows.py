"""Windows of softly labelled texts."""

import numpy as np

from model.tokens import WordTokenizer
from model.windows import WindowSize
from training.corpora.soft import SoftTexts
from training.learning.soft_windows import to_soft_windows
from training.network.encoders import Encoder

SIZE = WindowSize(16, 4)


def soft(*texts: tuple[str, list[list[int]]]) -> SoftTexts:
    return SoftTexts("teacher", tuple(t for t, _ in texts), tuple(np.array(r, np.uint8) for _, r in texts))


def test_the_first_piece_of_a_word_has_the_teachers_row(encoder: Encoder) -> None:
    texts = soft(("red shirts nike", [[51, 204, 0], [255, 0, 0], [0, 85, 170]]))
    (window,), faults = to_soft_windows(texts, WordTokenizer(encoder.tokenizer), SIZE)
    assert faults == []
    targets = window.targets()
    assert targets[:, -1].tolist() == [0, 1, 1, 0, 1, 0]  # [CLS] red shirt ##s nike [SEP]
    np.testing.assert_allclose(targets[1, :3], [0.2, 0.8, 0], atol=1e-6)
    np.testing.assert_allclose(targets[targets[:, -1] == 1, :3].sum(axis=1), 1, atol=1e-6)


def test_a_text_that_the_teacher_split_otherwise_is_left_out_by_name(encoder: Encoder) -> None:
    texts = soft(("red shirt", [[255, 0, 0]]), ("red", [[255, 0, 0]]))
    windows, (fault,) = to_soft_windows(texts, WordTokenizer(encoder.tokenizer), SIZE)
    assert len(windows) == 1
    assert str(fault) == "teacher: the teacher saw 1 words, the tokenizer of the encoder sees 2"
