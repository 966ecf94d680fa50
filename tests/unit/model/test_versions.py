"""Versions of a model in a folder, and the link to the current one."""

import shutil
from pathlib import Path

import pytest

from model.bundle import Bundle, read_bundle, seal
from model.errors import BundleError
from model.versions import Versions


@pytest.fixture
def make(bundle: Bundle, tmp_path: Path):  # type: ignore[no-untyped-def]
    def make_one(version: str, name: str = "products") -> Bundle:
        folder = tmp_path / f"{name}-{version}"
        shutil.copytree(bundle.folder, folder)
        return seal(folder, bundle.manifest.model_copy(update={"version": version, "name": name}))

    return make_one


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    (tmp_path / "models").mkdir()
    return Versions(tmp_path / "models")


def promote(versions: Versions, bundle: Bundle) -> None:
    versions.switch(versions.add(bundle), "promote")


def test_current_points_at_the_last_promoted_bundle(make, versions: Versions) -> None:  # type: ignore[no-untyped-def]
    assert versions.current is None
    promote(versions, make("1.0"))
    promote(versions, make("2.0"))
    assert versions.current == "2.0"
    assert read_bundle(versions.folder / "current").manifest.version == "2.0"
    assert [(each["from"], each["to"]) for each in versions.history()] == [(None, "1.0"), ("1.0", "2.0")]


def test_rolling_back_goes_one_promotion_further_each_time(make, versions: Versions) -> None:  # type: ignore[no-untyped-def]
    for version in ("1", "2", "3"):
        promote(versions, make(version))
    assert versions.roll_back() == ("3", "2")
    assert versions.roll_back() == ("2", "1")
    with pytest.raises(BundleError, match="no earlier version"):
        versions.roll_back()
    promote(versions, make("4"))
    assert versions.roll_back() == ("4", "1")


def test_nothing_to_go_back_to_is_said(versions: Versions) -> None:
    with pytest.raises(BundleError, match="no earlier version to go back to"):
        versions.roll_back()


def test_a_version_is_never_replaced_by_another_bundle(make, versions: Versions) -> None:  # type: ignore[no-untyped-def]
    first = make("1.0")
    assert versions.add(first) == versions.add(first) == "1.0"
    with pytest.raises(BundleError, match="holds another bundle; expected a new version"):
        versions.add(make("1.0", name="other"))


@pytest.mark.parametrize("version", ["../up", "current", "a/b", ".."])
def test_a_version_that_is_no_folder_name_is_refused(make, versions: Versions, version: str) -> None:  # type: ignore[no-untyped-def]
    bundle = make("1.0")
    other = Bundle(bundle.folder, bundle.manifest.model_copy(update={"version": version}), bundle.digest)
    with pytest.raises(BundleError, match="cannot be the name of a folder"):
        versions.add(other)


def test_the_pointer_never_leaves_for_a_broken_bundle(make, versions: Versions) -> None:  # type: ignore[no-untyped-def]
    promote(versions, make("1.0"))
    versions.add(make("2.0"))
    (versions.folder / "2.0" / "tokenizer.json").write_bytes(b"altered")
    with pytest.raises(BundleError, match=r"tokenizer\.json"):
        versions.switch("2.0", "promote")
    assert versions.current == "1.0"
