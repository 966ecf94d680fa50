"""Tells whether a file lies on a network file system, where SQLite's log (WAL) does not work.

All processes share the log's index in memory, which a network file system cannot give to two machines, and many such
systems also lose locks: https://sqlite.org/wal.html, https://sqlite.org/faq.html#q5.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

# The types of Linux, with those of FUSE. Amazon EFS and FSx are mounted as `nfs4`, `lustre` or `cifs`.
_NETWORK = frozenset(
    "nfs nfs4 cifs smb3 smbfs ncpfs afs coda ceph lustre glusterfs beegfs gpfs panfs orangefs pvfs2 gfs2 ocfs2 "
    "fuse.sshfs fuse.s3fs fuse.mount-s3 fuse.gcsfuse fuse.blobfuse2 fuse.goofys fuse.rclone fuse.juicefs fuse.davfs "
    "fuse.glusterfs fuse.ceph fuse.ceph-fuse fuse.cephfs fuse.seaweedfs fuse.nfs fuse.smbnetfs fuse.curlftpfs".split()
)
# 9p also carries the files of sandboxes (gVisor, WSL) by file descriptors, within one machine.
_FAR_9P = re.compile(r"\btrans=(tcp|rdma|virtio|xen)\b")
_MOUNTS = Path("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True)
class Mount:
    """A file system that is mounted at `point`."""

    point: PurePosixPath
    kind: str
    options: str

    @property
    def is_network(self) -> bool:
        return self.kind in _NETWORK or (self.kind == "9p" and _FAR_9P.search(self.options) is not None)


def read_mounts() -> str:
    """Returns the mounts of this process as Linux tells them; empty on other systems."""
    try:
        return _MOUNTS.read_text()
    except OSError:
        return ""


def network_mount(path: Path, mounts: str) -> Mount | None:
    """Returns the network file system on which a path lies, in an existing folder or not; None if it is on none.

    `mounts` has the form of `/proc/self/mountinfo` (proc_pid_mountinfo(5)). The last mount of the longest point counts.
    """
    place = PurePosixPath(path.resolve())
    over = [mount for mount in _parse(mounts) if place.is_relative_to(mount.point)]
    mount = max(reversed(over), key=lambda each: len(each.point.parts), default=None)
    return mount if mount and mount.is_network else None


def _parse(mounts: str) -> Iterator[Mount]:
    """Yields the mounts: the fifth field is the point; behind the dash come type, source and options."""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, (kind, *rest) = before.split(" "), after.split(" ")
        if len(fields) > 4:
            yield Mount(PurePosixPath(_unescaped(fields[4])), kind, " ".join(rest))


def _unescaped(field: str) -> str:
    r"""Returns a path in which spaces, tabs, line breaks and backslashes stand as `\040`."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)
