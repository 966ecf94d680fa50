"""Several files as one stream."""

import tarfile
from collections.abc import Iterable, Iterator

_BLOCK = 512
_END = bytes(2 * _BLOCK)


def to_tar(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yields a POSIX archive of names and contents, without times and owners."""
    for name, content in files:
        header = tarfile.TarInfo(name)
        header.size = len(content)
        yield header.tobuf(tarfile.PAX_FORMAT) + content + bytes(-len(content) % _BLOCK)
    yield _END
