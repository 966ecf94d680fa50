"""Network file systems are told by the table of mounts."""

from pathlib import Path

import pytest

from app.graph.sqlite.mounts import network_mount, read_mounts

MOUNTS = r"""21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 21 0:40 / /srv/shop rw,relatime shared:9 - nfs4 10.0.0.7:/ rw,vers=4.1,addr=10.0.0.7
31 30 0:41 / /srv/shop/cache rw - tmpfs tmpfs rw
32 21 0:42 / /mnt/my\040files rw,nosuid master:2 propagate_from:1 - fuse.sshfs me@host:/ rw,user_id=0
33 21 0:43 / /mnt/c rw - 9p drvfs rw,aname=drvfs,trans=fd,rfd=8
34 21 0:44 / /mnt/host rw - 9p share rw,trans=virtio,version=9p2000.L
35 21 0:45 / /over rw - cifs //nas/share rw
36 35 254:1 / /over rw - xfs /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/shop/graph.sqlite", "nfs4"),
        ("/srv/shop/new/folder/graph.sqlite", "nfs4"),
        ("/srv/shop", "nfs4"),
        ("/mnt/my files/graph.sqlite", "fuse.sshfs"),
        ("/mnt/host/graph.sqlite", "9p"),
        ("/srv/shops/graph.sqlite", None),
        ("/srv/shop/cache/graph.sqlite", None),
        ("/mnt/c/graph.sqlite", None),
        ("/over/graph.sqlite", None),
        ("/graph.sqlite", None),
    ],
)
def test_the_mount_that_covers_a_path_tells(path: str, kind: str | None) -> None:
    mount = network_mount(Path(path), MOUNTS)
    assert (mount and mount.kind) == kind


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "near").symlink_to("/srv/shop")
    assert network_mount(tmp_path / "near" / "graph.sqlite", MOUNTS)


@pytest.mark.parametrize("mounts", ["", "\n", "no such table", "1 2 3 - nfs4"])
def test_what_is_no_table_tells_nothing(mounts: str) -> None:
    assert network_mount(Path("/graph.sqlite"), mounts) is None


def test_this_machine_has_a_table_or_none(tmp_path: Path) -> None:
    assert network_mount(tmp_path, read_mounts()) is None
