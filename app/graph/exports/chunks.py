"""Lines put together, so that an answer of millions of them is not sent line by line."""

from collections.abc import Iterable, Iterator

_CHARACTERS = 1 << 18


def to_chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """The lines in UTF-8, a quarter of a million characters at a time."""
    waiting: list[str] = []
    length = 0
    for line in lines:
        waiting.append(line)
        length += len(line)
        if length >= _CHARACTERS:
            yield "".join(waiting).encode()
            waiting, length = [], 0
    if waiting:
        yield "".join(waiting).encode()
