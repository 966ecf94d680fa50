"""Tokens and offsets, on texts that break tokenizers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import DEFAULT_MODEL
from model.bundle import TOKENIZER
from model.tokens import WordTokenizer

TOKENIZER_ = WordTokenizer.from_file(DEFAULT_MODEL / TOKENIZER)

TRICKY = [
    ("cafe\u0301 noir", ["cafe\u0301", "noir"]),
    ("Nike™ 👕t-shirt", ["Nike", "™", "👕", "t", "-", "shirt"]),
    ("90°C", ["90", "°", "C"]),
    ("ﬁne ligature", ["ﬁne", "ligature"]),
    ("赤い", ["赤", "い"]),
    ("a\r\nb\u00a0c", ["a", "b", "c"]),
    ("\ufeffhello", ["hello"]),
    ("na\u00adme", ["na\u00adme"]),
    ("❤\ufe0f red", ["❤\ufe0f", "red"]),
    ("İstanbul", ["İstanbul"]),
    ("x" * 150 + " b", ["x" * 150, "b"]),
    ("", []),
    (" \n\t", []),
]


@pytest.mark.parametrize(("text", "expected"), TRICKY)
def test_words_of_tricky_texts(text: str, expected: list[str]) -> None:
    tokens = TOKENIZER_.tokenize([text])[0]
    found = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert found == expected


@given(st.lists(st.text(), max_size=4))
def test_tokens_are_ordered_and_inside_their_text(texts: list[str]) -> None:
    for text, tokens in zip(texts, TOKENIZER_.tokenize(texts), strict=True):
        bounds = [0]
        for start, end in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True):
            assert start < end
            bounds += [start, end]
        assert bounds == sorted(bounds)
        assert bounds[-1] <= len(text)
        assert len(tokens.firsts) == len(tokens) + 1
        assert tokens.firsts[-1] == len(tokens.pieces)


def test_every_piece_of_a_word_is_kept() -> None:
    tokens = TOKENIZER_.tokenize(["unfathomably blue"])[0]
    assert tokens.firsts[1] - tokens.firsts[0] > 1
    assert len(tokens) == 2


def test_is_word_tells_common_words_from_misspelt_ones() -> None:
    assert TOKENIZER_.is_word("women")
    assert not TOKENIZER_.is_word("sneekers")
