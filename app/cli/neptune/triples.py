"""Cuts RDF into files that Neptune loads side by side."""

from collections.abc import Iterable, Iterator

# Neptune loads files in parallel. A part is held in memory while it is sent.
_BYTES_OF_A_PART = 32 * 2**20


def cut_lines(stream: Iterable[bytes], size: int = _BYTES_OF_A_PART) -> Iterator[tuple[str, bytes]]:
    """Yields the names and contents of files of whole lines, of about `size` bytes."""
    held = bytearray()
    number = 0
    for part in stream:
        held += part
        if len(held) >= size and (end := held.rfind(b"\n") + 1):
            yield _name(number), bytes(held[:end])
            number += 1
            del held[:end]
    if held:
        yield _name(number), bytes(held)


def _name(number: int) -> str:
    return f"triples/part-{number:05}.nt"
