"""How ids, words and values are written in documents: as tokens that are found, and as numbers that scripts read.

A number stands for a word or a value by 53 or 61 bits of a hash. Among 10 million words, two have the same number with
a probability of 1 %; then one may count for the other, in the items that have both.
"""

import struct
from collections.abc import Iterable
from hashlib import blake2b

# Between a name and a value: before every character of either, so tokens are in order of name and value.
BETWEEN = "\x01"
# Characters of a token: Lucene takes 32,766 bytes.
_LONGEST = 8000
_IMPACT_BITS = 8
# In the order of tokens: numbers before texts.
_NUMBER, _TEXT = "0", "1"
AFTER_ALL = "2"


def cut(text: str) -> str:
    """Returns a text as a token. The end of a very long one becomes a hash."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 40]}{BETWEEN}{_digest(text, 16).hex()}"


def phrase(words: Iterable[str]) -> str:
    """Returns folded words side by side."""
    return " ".join(map(cut, words))


def document_id(text: str) -> str:
    """Returns the id of the document of an item's id, or of a value's token: OpenSearch takes 512 bytes."""
    return _digest(text, 16).hex()


def value_token(name: str, value: str) -> str:
    return cut(f"{name}{BETWEEN}{value}")


def read_token(token: str) -> tuple[str, str]:
    """Returns the name and the value of a token."""
    name, _, value = token.partition(BETWEEN)
    return name, value


def value_number(name: str, value: str) -> int:
    """Returns the number of a value: a Java long for which JSON needs more than 32 bits."""
    return _hashed(f"{name}{BETWEEN}{value}", 61)


def word_number(key: str) -> int:
    """Returns the number of a word's key. Its last 8 bits are free for the impact."""
    return _hashed(key, 61 - _IMPACT_BITS) << _IMPACT_BITS


def place_token(name: str, place: float | str) -> str:
    """Returns what sorts an item by one of its values."""
    return f"{name}{BETWEEN}{write_place(place)}"


def write_place(place: float | str) -> str:
    """Returns a text whose order is that of numbers, and then of texts."""
    if isinstance(place, str):
        return cut(f"{_TEXT}{place}")
    (bits,) = struct.unpack(">Q", struct.pack(">d", place + 0.0))
    return f"{_NUMBER}{bits ^ (0xFFFFFFFFFFFFFFFF if bits >> 63 else 1 << 63):016x}"


def read_place(text: str) -> float | str:
    if text.startswith(_TEXT):
        return text.removeprefix(_TEXT)
    bits = int(text.removeprefix(_NUMBER), 16)
    (number,) = struct.unpack(">d", struct.pack(">Q", bits ^ (1 << 63 if bits >> 63 else 0xFFFFFFFFFFFFFFFF)))
    return float(number)


def beginning(text: str) -> str:
    """Returns Lucene's regular expression of the tokens that begin so."""
    return "".join(each if each.isalnum() else f"\\{each}" for each in text) + ".*"


def _hashed(text: str, bits: int) -> int:
    return int.from_bytes(_digest(text, 8), "big") >> (64 - bits) | 1 << bits


def _digest(text: str, size: int) -> bytes:
    return blake2b(text.encode(), digest_size=size).digest()
