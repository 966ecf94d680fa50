"""Several files as one stream."""

import tarfile
from collections.abc import Iterable, Iterator

_BLOCK = 512
_END = bytes(2 * _BLOCK)


def to_tar(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Names and contents as a POSIX archive, which says nothing of when and by whom it was made."""
    for name, content in files:
        header = tarfile.TarInfo(name)
        header.size = len(content)
        yield header.tobuf(tarfile.PAX_FORMAT) + content + bytes(-len(content) % _BLOCK)
    yield _END
