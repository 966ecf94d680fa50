"""`itemgraph model keygen` and `sign`: a service with the public key loads only what was signed."""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from app.errors import SettingsError
from app.extraction.bundles import open_bundle
from app.settings import Settings
from model.bundle import MANIFEST, SIGNATURE, Bundle, parse_manifest, seal
from model.errors import BundleError
from tests.unit.app.cli.conftest import Run


@pytest.fixture
def folder(bundle: Bundle, tmp_path: Path) -> Path:
    return shutil.copytree(bundle.folder, tmp_path / "bundle")


@pytest.fixture
def public(run: Run, tmp_path: Path) -> str:
    """The public key; the private key is in `key.pem`."""
    return run("model", "keygen", tmp_path / "key.pem").out.strip()


def opened(model: Path, public: str, tmp_path: Path) -> Bundle:
    return open_bundle(Settings(model=str(model), model_key=public, data_dir=tmp_path / "data"))


def test_only_a_signed_bundle_is_opened(run: Run, folder: Path, public: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="expected a signed bundle, because MODEL_KEY is set"):
        opened(folder, public, tmp_path)
    ran = run("model", "sign", folder, "--key", tmp_path / "key.pem")
    assert ran.out.endswith(f"is signed; MODEL_KEY={public}\n")
    assert opened(folder, public, tmp_path).folder == folder
    assert opened(folder, "", tmp_path).folder == folder


def test_a_bundle_that_changes_loses_its_signature(run: Run, folder: Path, public: str, tmp_path: Path) -> None:
    run("model", "sign", folder, "--key", tmp_path / "key.pem")
    manifest = parse_manifest((folder / MANIFEST).read_bytes(), "")
    sealed = seal(folder, manifest.model_copy(update={"version": "9.9"}))
    assert not (folder / SIGNATURE).exists()
    assert SIGNATURE not in sealed.manifest.files


def test_an_archive_keeps_the_signature(run: Run, folder: Path, public: str, tmp_path: Path) -> None:
    run("model", "sign", folder, "--key", tmp_path / "key.pem")
    ran = run("model", "archive", tmp_path / "kept.tar.gz", "--model", folder, "--compact")
    assert ran.status == 0, ran.err
    assert opened(tmp_path / "kept.tar.gz", public, tmp_path).model


def test_an_archive_can_be_signed_as_it_is_packed(run: Run, folder: Path, public: str, tmp_path: Path) -> None:
    archive = tmp_path / "signed.tar.gz"
    ran = run("model", "archive", archive, "--model", folder, "--compact", "--key", tmp_path / "key.pem")
    assert ran.status == 0, ran.err
    assert not (folder / SIGNATURE).exists()
    with tarfile.open(archive) as packed:
        assert SIGNATURE in packed.getnames()
    assert opened(archive, public, tmp_path).model


def test_a_key_and_a_signature_of_openssl_fit(folder: Path, run: Run, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    key = tmp_path / "openssl.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
    ran = run("model", "sign", folder, "--key", key)
    assert opened(folder, ran.out.strip().rpartition("MODEL_KEY=")[2], tmp_path).folder == folder


def test_a_wrong_public_key_is_a_wrong_setting(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MODEL_KEY='abc': expected public keys"):
        opened(folder, "abc", tmp_path)
