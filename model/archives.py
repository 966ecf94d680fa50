"""Unpacks the archive of a bundle: a `.tar.gz`, the form in which SageMaker keeps models."""

import io
import shutil
import tarfile
import zlib
from pathlib import Path

from model.errors import BundleError

MOST_BYTES = 8 * 2**30
MOST_MEMBERS = 10_000


def unpack(archive: Path, folder: Path, most_bytes: int = MOST_BYTES) -> None:
    """Unpacks an archive into `folder`.

    Raises BundleError for a broken archive, for a member that would lie outside the folder or is neither file nor
    folder, and for an archive of more than `most_bytes` bytes or `MOST_MEMBERS` members. It is raised before any of the
    refused member is written.
    """
    left = most_bytes
    try:
        with tarfile.open(archive, "r:gz") as opened:
            for count, member in enumerate(opened, start=1):
                left -= member.size
                if left < 0 or count > MOST_MEMBERS:
                    limit = f"{most_bytes:,} bytes in {MOST_MEMBERS:,} members"
                    raise BundleError(f"{archive}: expected the archive of a model bundle, found more than {limit}")
                if not (member.isfile() or member.isdir()):
                    raise BundleError(f"{archive}: expected files and folders only, found {member.name}")
                _write(opened, member, folder / member.name, folder, archive)
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise BundleError(f"{archive}: not a complete .tar.gz archive: {error}") from error


def _write(opened: tarfile.TarFile, member: tarfile.TarInfo, path: Path, folder: Path, archive: Path) -> None:
    """Writes a file or a folder with the permissions of new ones.

    `extract` has the filter that refuses paths outside only since Python 3.11.4. There are no links here to follow.
    """
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BundleError(f"{archive}: expected paths inside of the archive, found {member.name}")
    if member.isdir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        shutil.copyfileobj(opened.extractfile(member) or io.BytesIO(), file)
