"""Reads soft labels: for each word of a text, the probability of every tag, as one or several teachers see it.

A folder of soft labels has two files. `soft_texts.jsonl.gz` has a line `{"text", "words"}` for each text, `words` being
the number of its words. `soft_words.u8.gz` has a row of bytes for each word, text after text: 255 × the probability of
each tag, in the order of the tags of the labels in order of name.
"""

import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.tags import OUTSIDE, Scheme
from training.errors import CorpusError

Rows = NDArray[np.uint8]
SOFT_TEXTS, SOFT_WORDS = "soft_texts.jsonl.gz", "soft_words.u8.gz"

# More words than this, with a mark that ends a sentence, are prose.
_WORDS_OF_A_TITLE = 14
_SENTENCE_ENDS = re.compile(r"[a-z)\"”][.!?](?:\s|$)")


@dataclass(frozen=True, slots=True, eq=False)
class SoftTexts:
    """Texts with the rows of their words: uint8 [words, tags], 255 × the probability of each tag."""

    source: str
    texts: tuple[str, ...]
    rows: tuple[Rows, ...]


def read_soft(folder: Path, scheme: Scheme, labels: Sequence[str]) -> SoftTexts:
    """Reads a folder of soft labels for these labels. Raises CorpusError when the files do not fit each other."""
    width = scheme.width(labels)
    try:
        with gzip.open(folder / SOFT_TEXTS, "rt", encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
            texts, counts = [line["text"] for line in lines], [line["words"] for line in lines]
        with gzip.open(folder / SOFT_WORDS) as file:
            words = np.frombuffer(file.read(), np.uint8)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{folder}: expected {SOFT_TEXTS} and {SOFT_WORDS}, found {error}") from error
    if len(words) != sum(counts) * width:
        detail = f"{sum(counts):,} words of {width} tags are {sum(counts) * width:,} bytes, found {len(words):,}"
        raise CorpusError(f"{folder / SOFT_WORDS}: {detail}; the labels are {', '.join(labels)}")
    rows = np.split(words.reshape(-1, width), np.cumsum(counts)[:-1])
    return SoftTexts(str(folder), tuple(texts), tuple(rows))


def to_bytes(probabilities: NDArray[np.floating]) -> Rows:
    """Returns probabilities in the form of `SoftTexts.rows`."""
    found: Rows = np.rint(probabilities * 255).astype(np.uint8)
    return found


def without_in_prose(soft: SoftTexts, scheme: Scheme, labels: Sequence[str], left_out: Sequence[str]) -> SoftTexts:
    """Counts these labels as no label at all in prose: their probability goes to the tag outside all spans."""
    owner = np.array(["", *np.repeat(labels, len(scheme.prefixes))])
    gone = np.isin(owner, left_out)
    if not gone.any():
        return soft
    rows = tuple(_moved(own, gone) if is_prose(text) else own for text, own in zip(soft.texts, soft.rows, strict=True))
    return SoftTexts(soft.source, soft.texts, rows)


def is_prose(text: str) -> bool:
    """Tells whether a text is sentences, and not a title or a query."""
    return len(text.split()) > _WORDS_OF_A_TITLE and _SENTENCE_ENDS.search(text) is not None


def _moved(rows: Rows, gone: NDArray[np.bool_]) -> Rows:
    moved = rows.astype(np.uint16)
    moved[:, OUTSIDE] += moved[:, gone].sum(axis=1, dtype=np.uint16)
    moved[:, gone] = 0
    return np.minimum(moved, 255).astype(np.uint8)
