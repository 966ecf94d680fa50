"""Archives of bundles: `.tar.gz` in the form that SageMaker keeps models in."""

import tarfile
import zlib
from pathlib import Path

from model.errors import BundleError

MOST_BYTES = 8 * 2**30
MOST_MEMBERS = 10_000


def unpack(archive: Path, folder: Path, most_bytes: int = MOST_BYTES) -> None:
    """Unpacks files and folders into `folder`.

    Raises BundleError, before anything of the member at fault is written, for one that would lie outside or is neither
    file nor folder, and for more than `most_bytes` or `MOST_MEMBERS` in all; and when the archive is broken.
    """
    left = most_bytes
    try:
        with tarfile.open(archive, "r:gz") as opened:
            for count, member in enumerate(opened, start=1):
                left -= member.size
                if left < 0 or count > MOST_MEMBERS:
                    limit = f"{most_bytes:,} bytes in {MOST_MEMBERS:,} members"
                    raise BundleError(f"{archive}: more than {limit}; expected the archive of a model bundle")
                if not (member.isfile() or member.isdir()):
                    raise BundleError(f"{archive}: {member.name} is neither file nor folder")
                opened.extract(member, folder, filter="data")
    except tarfile.FilterError as error:
        raise BundleError(f"{archive}: {error}") from error
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise BundleError(f"{archive}: not a whole .tar.gz archive: {error}") from error
