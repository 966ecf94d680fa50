"""Splits texts into tokens with offsets, and into the word pieces that the model reads."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Regex, Tokenizer, pre_tokenizers

Int32 = NDArray[np.int32]
# The pieces that begin and end a window: those of MPNet, whose vocabulary has BERT's too, and those of BERT.
BEGINS, ENDS = ("<s>", "[CLS]"), ("</s>", "[SEP]")


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of one text.

    `starts`, `ends`: int32 [tokens], offsets in code points, `ends` exclusive. `pieces`: int32 [pieces], the word
    pieces of all tokens in order, without special pieces. `firsts`: int32 [tokens + 1], the index of each token's first
    piece; the last entry is the number of pieces.
    """

    text: str
    starts: Int32
    ends: Int32
    pieces: Int32
    firsts: Int32

    def __len__(self) -> int:
        return len(self.starts)


class WordTokenizer:
    """Splits texts into tokens with the bundle's `tokenizer.json`. It truncates and pads nothing."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self.cls_id = self._special(*BEGINS)
        self.sep_id = self._special(*ENDS)
        # The piece that stands for all that the vocabulary lacks; None if it lacks nothing.
        self.unknown_id: int | None = tokenizer.token_to_id("[UNK]")

    @classmethod
    def from_file(cls, path: Path) -> "WordTokenizer":
        return cls(Tokenizer.from_file(str(path)))

    def _special(self, *names: str) -> int:
        numbers = (self._tokenizer.token_to_id(name) for name in names)
        number = next((each for each in numbers if each is not None), None)
        if number is None:
            raise ValueError(f"the tokenizer has no {' or '.join(names)} piece")
        return int(number)

    @property
    def size(self) -> int:
        """The number of word pieces in the vocabulary."""
        return int(self._tokenizer.get_vocab_size())

    def is_word(self, word: str) -> bool:
        """Tells whether the word is a single piece of the vocabulary. The encoder then met it often in pretraining."""
        pieces = self._tokenizer.encode(word, add_special_tokens=False).tokens
        return len(pieces) == 1 and pieces[0] != "[UNK]"

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """Returns the tokens of each text, in order. The time is linear in the total length."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [_to_tokens(text, encoding) for text, encoding in zip(texts, encodings, strict=True)]


def _to_tokens(text: str, encoding: Encoding) -> Tokens:
    words = np.asarray(encoding.word_ids, dtype=np.int32)
    offsets = np.asarray(encoding.offsets, dtype=np.int32).reshape(-1, 2)
    is_first = np.ones(len(words), dtype=bool)
    is_first[1:] = words[1:] != words[:-1]
    firsts = np.append(np.flatnonzero(is_first), len(words)).astype(np.int32)
    starts = offsets[firsts[:-1], 0]
    ends = np.array([_past_marks(text, end) for end in offsets[firsts[1:] - 1, 1].tolist()], dtype=np.int32)
    return Tokens(text, starts, ends, np.asarray(encoding.ids, dtype=np.int32), firsts)


def _past_marks(text: str, end: int) -> int:
    """Moves `end` past combining marks: the tokenizer's normaliser strips them from the end of a word."""
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return end


def split_symbols(tokenizer: Tokenizer) -> Tokenizer:
    """Makes `™`, `°` and emoji tokens of their own in a BERT tokenizer, so that a span can end before them."""
    symbols = pre_tokenizers.Split(Regex(r"\p{So}"), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.BertPreTokenizer(), symbols])
    return tokenizer
