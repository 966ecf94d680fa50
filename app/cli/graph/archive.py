"""Reads the tar in which the service sends a graph of several files."""

import tarfile
from collections.abc import Iterator
from io import RawIOBase
from typing import IO, cast


def read_tar(parts: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yields the names and contents of the files in a tar that arrives in parts."""
    with tarfile.open(fileobj=cast(IO[bytes], _Stream(parts)), mode="r|") as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content
            yield member.name, content.read()


class _Stream(RawIOBase):
    """Makes a file of parts of bytes. It can be read once, from beginning to end."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Returns exactly `size` bytes, or fewer at the end."""
        found = [self._rest]
        length = len(self._rest)
        while size < 0 or length < size:
            part = next(self._parts, b"")
            if not part:
                break
            found.append(part)
            length += len(part)
        whole = b"".join(found)
        self._rest = whole[size:] if size >= 0 else b""
        return whole[:size] if size >= 0 else whole
