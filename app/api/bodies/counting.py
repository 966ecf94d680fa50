"""Counts the values of JSON before anything is made of them."""

_PIECE = 1 << 16
_MARKS = (b",", b"[", b"{")


def count_values(raw: bytes, enough: int) -> int:
    """Returns the commas and opening brackets outside of strings, which bound the number of names and values.

    Where the strings hardly matter, they are counted too: the result is exact only if it is more than `enough`. The
    time is linear in the length, whatever the bytes are.
    """
    rough = _marks(raw)
    return rough if rough <= enough else sum(map(_marks, _outside(raw)))


def count_outside(raw: bytes, mark: bytes) -> int:
    """Returns how often a mark stands outside of strings."""
    return sum(part.count(mark) for part in _outside(raw))


def _marks(part: bytes) -> int:
    return sum(part.count(mark) for mark in _MARKS)


def _outside(raw: bytes) -> "list[bytes]":
    """Returns what stands outside of strings, in pieces."""
    found, inside, rest = [], 0, b""
    for start in range(0, len(raw), _PIECE):
        piece = (rest + raw[start : start + _PIECE]).replace(rb"\\", b"")
        rest = piece[len(piece.rstrip(b"\\")) :]  # This escapes the first byte of the next piece.
        parts = piece.removesuffix(rest).replace(rb"\"", b"").split(b'"')
        found.append(b"".join(parts[inside::2]))
        inside = (inside + len(parts) - 1) % 2
    return found
