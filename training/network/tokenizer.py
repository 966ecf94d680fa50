"""Reads the tokenizer of a checkpoint, with the options with which the checkpoint was trained."""

from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer

from model.tokens import BEGINS, ENDS, split_symbols
from training.errors import EncoderError
from training.network.tensors import read_json

_OPTIONS = "tokenizer_config.json"


def read_tokenizer(source: str, folder: Path, vocabulary: int) -> Tokenizer:
    """Reads a WordPiece tokenizer that splits off symbols and truncates nothing.

    Raises EncoderError when the tokenizer is missing, of another kind, or does not fit the weights.
    """
    tokenizer = _read(source, folder)
    kind = type(tokenizer.model).__name__
    if kind != WordPiece.__name__:
        raise EncoderError(f"encoder {source}: the tokenizer is a {kind}, expected a {WordPiece.__name__}")
    pieces = tokenizer.get_vocab()
    if (last := max(pieces.values(), default=0)) >= vocabulary:
        raise EncoderError(f"encoder {source}: the tokenizer has a piece {last}, the weights {vocabulary} pieces")
    for names in (BEGINS, ENDS):
        if not set(names) & set(pieces):
            raise EncoderError(f"encoder {source}: the tokenizer has no {' or '.join(names)} piece")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return split_symbols(tokenizer)


def _read(source: str, folder: Path) -> Tokenizer:
    if not (folder / "tokenizer.json").is_file():
        return _build(source, folder)
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises nothing narrower
        raise EncoderError(f"encoder {source}: {folder / 'tokenizer.json'} cannot be read: {error}") from error
    # If the two files disagree, transformers follows the options: the checkpoint was trained with them.
    if (folder / _OPTIONS).is_file() and isinstance(tokenizer.normalizer, BertNormalizer):
        options = read_json(source, folder / _OPTIONS)
        tokenizer.normalizer.lowercase = options.get("do_lower_case", tokenizer.normalizer.lowercase)
    return tokenizer


def _build(source: str, folder: Path) -> Tokenizer:
    """Builds the tokenizer from the word list with transformers, which applies the checkpoint's own options."""
    if not (folder / "vocab.txt").is_file():
        raise EncoderError(f"encoder {source}: neither tokenizer.json nor vocab.txt is in {folder}")
    from transformers import AutoTokenizer

    try:
        built = AutoTokenizer.from_pretrained(str(folder), trust_remote_code=False)
        tokenizer: Tokenizer = built.backend_tokenizer
    except (ImportError, OSError, ValueError, AttributeError) as error:  # the last: it has no fast tokenizer
        raise EncoderError(f"encoder {source}: no tokenizer from {folder / 'vocab.txt'}: {error}") from error
    return tokenizer
