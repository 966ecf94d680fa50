"""Unpacks the archive of a bundle: a `.tar.gz`, the form in which SageMaker keeps models."""

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
                opened.extract(member, folder, filter="data")
    except tarfile.FilterError as error:
        raise BundleError(f"{archive}: {error}") from error
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise BundleError(f"{archive}: not a complete .tar.gz archive: {error}") from error
