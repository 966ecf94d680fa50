"""Folders of soft labels."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from model.tags import IOB2
from training.corpora.soft import SOFT_TEXTS, SOFT_WORDS, is_prose, read_soft, to_bytes, without_in_prose
from training.errors import CorpusError

LABELS = ["COLOR", "FEATURE"]
PROSE = "This is a red cap that keeps the rain off your head, and it is soft. Wash it."


def write(folder: Path, texts: dict[str, np.ndarray]) -> Path:
    lines = (json.dumps({"text": text, "words": len(rows)}) + "\n" for text, rows in texts.items())
    (folder / SOFT_TEXTS).write_bytes(gzip.compress("".join(lines).encode()))
    (folder / SOFT_WORDS).write_bytes(gzip.compress(np.concatenate(list(texts.values())).tobytes()))
    return folder


def rows(count: int) -> np.ndarray:
    return to_bytes(np.tile([0.2, 0.5, 0.1, 0.2, 0.0], (count, 1)))


def test_every_text_gets_the_rows_of_its_words(tmp_path: Path) -> None:
    found = read_soft(write(tmp_path, {"red cap": rows(2), "cap": rows(1), "": rows(0)}), IOB2, LABELS)
    assert found.texts == ("red cap", "cap", "")
    assert [each.shape for each in found.rows] == [(2, 5), (1, 5), (0, 5)]
    assert found.rows[1].tolist() == [[51, 128, 26, 51, 0]]


def test_other_labels_and_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"soft_words.u8.gz: 2 words of 3 tags are 6 bytes, found 10; the labels are"):
        read_soft(write(tmp_path, {"red cap": rows(2)}), IOB2, ["COLOR"])
    with pytest.raises(CorpusError, match=r"expected soft_texts.jsonl.gz and soft_words.u8.gz, found"):
        read_soft(tmp_path / "nothing", IOB2, LABELS)


def test_a_label_leaves_prose_alone_and_no_title(tmp_path: Path) -> None:
    soft = read_soft(write(tmp_path, {"red cap": rows(2), PROSE: rows(19)}), IOB2, LABELS)
    title, prose = without_in_prose(soft, IOB2, LABELS, ["FEATURE"]).rows
    assert title.tolist() == rows(2).tolist()
    assert prose[0].tolist() == [51 + 51, 128, 26, 0, 0]


def test_prose_is_sentences() -> None:
    assert is_prose(PROSE)
    assert not is_prose("Nike Air red cotton t-shirt, size XL")
    assert not is_prose("word " * 40)
    assert not is_prose("Short. Very short.")
