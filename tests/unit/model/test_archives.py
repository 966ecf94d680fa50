"""Archives of bundles, and the members that are refused."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from model import archives
from model.archives import unpack
from model.errors import BundleError


def archive(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as made:
        for info, content in members:
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return path


def link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def test_files_and_folders_come_out_as_they_went_in(tmp_path: Path) -> None:
    place = archive(
        tmp_path / "a.tar.gz", (tarfile.TarInfo("manifest.json"), b"{}"), (tarfile.TarInfo("saved_model/1/x"), b"x")
    )
    unpack(place, tmp_path / "out")
    found = {str(p.relative_to(tmp_path / "out")): p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert found == {"manifest.json": b"{}", "saved_model/1/x": b"x"}


@pytest.mark.parametrize("name", ["../out.txt", "a/../../out.txt", "/tmp/itemgraph-out.txt"])
def test_a_path_that_leaves_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    place = archive(tmp_path / "a.tar.gz", (tarfile.TarInfo(name), b"out"))
    with pytest.raises(BundleError, match="expected paths inside of the archive, found"):
        unpack(place, tmp_path / "deep" / "in")
    assert {p for p in tmp_path.rglob("*") if p.is_file()} == {place}
    assert not Path("/tmp/itemgraph-out.txt").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_neither_file_nor_folder_is_refused(kind: bytes, tmp_path: Path) -> None:
    place = archive(tmp_path / "a.tar.gz", (link("x", "/etc/passwd", kind), b""))
    with pytest.raises(BundleError, match="expected files and folders only, found x"):
        unpack(place, tmp_path / "out")
    assert not (tmp_path / "out" / "x").exists()


def test_a_small_archive_of_much_is_refused_before_it_is_written(tmp_path: Path) -> None:
    place = archive(tmp_path / "a.tar.gz", (tarfile.TarInfo("zeros"), bytes(5_000_000)))
    assert place.stat().st_size < 10_000
    with pytest.raises(BundleError, match=r"more than 1,000,000 bytes"):
        unpack(place, tmp_path / "out", most_bytes=1_000_000)
    assert not (tmp_path / "out" / "zeros").exists()


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    place = archive(tmp_path / "a.tar.gz", *((tarfile.TarInfo(str(n)), b"") for n in range(4)))
    with pytest.raises(BundleError, match="3 members"):
        unpack(place, tmp_path / "out")


@pytest.mark.parametrize("damage", [lambda raw: b"no archive", lambda raw: raw[:-40], lambda raw: raw[:30] + raw[31:]])
def test_a_broken_archive_is_named(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    place = archive(tmp_path / "a.tar.gz", (tarfile.TarInfo("x"), bytes(range(256)) * 40))
    place.write_bytes(damage(place.read_bytes()))
    with pytest.raises(BundleError, match=r"a\.tar\.gz: not a complete \.tar\.gz archive"):
        unpack(place, tmp_path / "out")
