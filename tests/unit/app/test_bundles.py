"""Bundles from folders, archives and S3."""

import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest

from app.extraction.bundles import open_bundle, state_in_s3
from app.settings import DEFAULT_MODEL, Settings
from model.bundle import MANIFEST, SIGNATURE, Bundle, FileEntry, parse_manifest, seal
from model.errors import BundleError
from model.signatures import new_private_key, sign

BUCKET = "models"


@pytest.fixture
def s3(aws: str) -> Iterator[Any]:
    """A client of S3 with an empty bucket."""
    with closing(boto3.client("s3")) as client:
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield client


def pack(folder: Path, archive: Path) -> Path:
    with tarfile.open(archive, "w:gz") as made:
        for path in sorted(folder.iterdir()):
            made.add(path, path.name)
    return archive


def put_folder(s3: Any, folder: Path, prefix: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            s3.upload_file(str(path), BUCKET, f"{prefix}/{path.relative_to(folder)}")


def small(folder: Path, version: str) -> Path:
    """A bundle of two small files that serves nothing, but is whole."""
    folder.mkdir()
    for name in ("tokenizer.json", "weights.safetensors"):
        (folder / name).write_text(f"{name} of {version}")
    manifest = parse_manifest((DEFAULT_MODEL / MANIFEST).read_bytes(), "")
    seal(folder, manifest.model_copy(update={"version": version}))
    return folder


def opened(model: str, tmp_path: Path) -> Bundle:
    return open_bundle(Settings(model=model, data_dir=tmp_path / "data"))


def folders(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "data" / "models").iterdir())


def test_an_archive_of_this_machine_is_unpacked_once(tmp_path: Path) -> None:
    archive = pack(small(tmp_path / "b", "1.0"), tmp_path / "model.tar.gz")
    first = opened(str(archive), tmp_path)
    made = (first.folder / MANIFEST).stat().st_ino
    second = opened(str(archive), tmp_path)
    assert (second.manifest.version, (second.folder / MANIFEST).stat().st_ino) == ("1.0", made)


def test_an_archive_in_s3_is_fetched_once_for_each_state(s3: Any, tmp_path: Path) -> None:
    place = f"s3://{BUCKET}/jobs/1/model.tar.gz"
    s3.upload_file(str(pack(small(tmp_path / "b1", "1.0"), tmp_path / "1.tar.gz")), BUCKET, "jobs/1/model.tar.gz")
    first = opened(place, tmp_path)
    made = (first.folder / MANIFEST).stat().st_ino
    assert (opened(place, tmp_path).folder / MANIFEST).stat().st_ino == made
    s3.upload_file(str(pack(small(tmp_path / "b2", "2.0"), tmp_path / "2.tar.gz")), BUCKET, "jobs/1/model.tar.gz")
    assert opened(place, tmp_path).manifest.version == "2.0"
    assert len(folders(tmp_path)) == 2


def test_a_folder_in_s3_is_fetched_as_its_manifest_says(s3: Any, tmp_path: Path) -> None:
    put_folder(s3, small(tmp_path / "b", "1.0"), "models/current")
    s3.put_object(Bucket=BUCKET, Key="models/current/other.bin", Body=b"none of ours")
    found = opened(f"s3://{BUCKET}/models/current/", tmp_path)
    assert sorted(p.name for p in found.folder.iterdir()) == [MANIFEST, "tokenizer.json", "weights.safetensors"]


def test_what_was_altered_in_s3_is_refused_and_leaves_nothing(s3: Any, tmp_path: Path) -> None:
    put_folder(s3, small(tmp_path / "b", "1.0"), "m")
    s3.put_object(Bucket=BUCKET, Key="m/tokenizer.json", Body=b"tokenizer.json of 1.1")
    with pytest.raises(BundleError, match=rf"s3://{BUCKET}/m: /tokenizer\.json: altered: SHA-256 is"):
        opened(f"s3://{BUCKET}/m", tmp_path)
    s3.put_object(Bucket=BUCKET, Key="m/tokenizer.json", Body=b"longer than the manifest says")
    with pytest.raises(BundleError, match=rf"s3://{BUCKET}/m/tokenizer\.json: 29 bytes, but the manifest lists 21"):
        opened(f"s3://{BUCKET}/m", tmp_path)
    assert folders(tmp_path) == []


def test_what_was_altered_here_is_fetched_again(s3: Any, tmp_path: Path) -> None:
    put_folder(s3, small(tmp_path / "b", "1.0"), "m")
    first = opened(f"s3://{BUCKET}/m", tmp_path)
    (first.folder / "tokenizer.json").write_text("altered")
    assert (opened(f"s3://{BUCKET}/m", tmp_path).folder / "tokenizer.json").read_text() == "tokenizer.json of 1.0"


def test_a_manifest_that_names_files_outside_is_refused(s3: Any, tmp_path: Path) -> None:
    manifest = (small(tmp_path / "b", "1.0") / MANIFEST).read_text().replace('"tokenizer.json"', '"../../x.json"')
    manifest = manifest.replace('"weights', '"tokenizer.json": {"bytes": 1, "sha256": "' + "0" * 64 + '"}, "weights', 1)
    s3.put_object(Bucket=BUCKET, Key="m/manifest.json", Body=manifest.encode())
    with pytest.raises(BundleError, match=r"\.\./\.\./x\.json lies outside the bundle"):
        opened(f"s3://{BUCKET}/m", tmp_path)
    assert folders(tmp_path) == []


def test_what_cannot_be_kept_here_is_refused(s3: Any, tmp_path: Path) -> None:
    """A name that no file system takes fails as a full disk does."""
    name = "n" * 300
    manifest = parse_manifest((small(tmp_path / "b", "1.0") / MANIFEST).read_bytes(), "")
    manifest = manifest.model_copy(update={"files": {name: FileEntry(bytes=1, sha256="0" * 64), **manifest.files}})
    s3.put_object(Bucket=BUCKET, Key=f"m/{name}", Body=b"1")
    s3.put_object(Bucket=BUCKET, Key="m/manifest.json", Body=manifest.model_dump_json().encode())
    with pytest.raises(BundleError, match=rf"File name too long; expected room for s3://{BUCKET}/m"):
        opened(f"s3://{BUCKET}/m", tmp_path)
    assert folders(tmp_path) == []


def test_the_state_in_s3_is_the_folder_of_the_bundle_that_would_be_opened(s3: Any, tmp_path: Path) -> None:
    for n, place in enumerate(("jobs/model.tar.gz", "models/current")):
        settings = Settings(model=f"s3://{BUCKET}/{place}", data_dir=tmp_path / "data")
        states = []
        for version in ("1.0", "2.0"):
            folder = small(tmp_path / f"b{n}-{version}", version)
            if place.endswith(".tar.gz"):
                s3.upload_file(str(pack(folder, tmp_path / f"{n}-{version}.tar.gz")), BUCKET, place)
            else:
                put_folder(s3, folder, place)
            states.append(state_in_s3(settings))
        assert states[0] != states[1] == open_bundle(settings).folder.name
    with pytest.raises(BundleError, match=f"MODEL='s3://{BUCKET}/none.tar.gz'"):
        state_in_s3(Settings(model=f"s3://{BUCKET}/none.tar.gz"))


@pytest.mark.parametrize("place", [f"s3://{BUCKET}/none.tar.gz", f"s3://{BUCKET}/none", "s3://absent/none"])
def test_what_is_not_in_s3_is_named(place: str, s3: Any, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=place):
        opened(place, tmp_path)


@pytest.mark.parametrize("place", ["s3://", "s3://bucket", "s3:///key"])
def test_a_place_of_another_form_is_refused(place: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"expected s3://BUCKET/PREFIX or s3://BUCKET/KEY\.tar\.gz"):
        opened(place, tmp_path)


def test_an_archive_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"none\.tar\.gz: no such file; expected the archive of a model bundle"):
        opened(str(tmp_path / "none.tar.gz"), tmp_path)


def test_the_folders_used_last_are_kept(tmp_path: Path) -> None:
    for n in range(5):
        opened(str(pack(small(tmp_path / f"b{n}", f"{n}.0"), tmp_path / f"{n}.tar.gz")), tmp_path)
    assert len(folders(tmp_path)) == 3


def test_a_folder_in_s3_comes_with_its_signature(s3: Any, tmp_path: Path) -> None:
    public = new_private_key(tmp_path / "key.pem")
    folder = small(tmp_path / "b", "1.0")
    put_folder(s3, folder, "signed")
    settings = Settings(model=f"s3://{BUCKET}/signed", model_key=public, data_dir=tmp_path / "data")
    with pytest.raises(BundleError, match="expected a signed bundle"):
        open_bundle(settings)
    (folder / SIGNATURE).write_bytes(sign((folder / MANIFEST).read_bytes(), tmp_path / "key.pem")[0])
    put_folder(s3, folder, "signed")
    assert open_bundle(settings).manifest.version == "1.0"
