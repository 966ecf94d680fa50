"""Signatures of bundles."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from model.bundle import MANIFEST, SIGNATURE
from model.errors import BundleError
from model.signatures import check_signature, new_private_key, read_public_keys, sign


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A private key, and its public key."""
    path = tmp_path / "key.pem"
    return path, new_private_key(path)


@pytest.fixture
def signed(tmp_path: Path, key: tuple[Path, str]) -> Path:
    """A folder with a manifest and its signature."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / MANIFEST).write_bytes(b"{}")
    (folder / SIGNATURE).write_bytes(sign(b"{}", key[0])[0])
    return folder


def test_a_signature_fits_its_manifest_and_key(signed: Path, key: tuple[Path, str], tmp_path: Path) -> None:
    other = new_private_key(tmp_path / "other.pem")
    check_signature(signed, read_public_keys(key[1]))
    check_signature(signed, read_public_keys(f"{other}, {key[1]}"))
    with pytest.raises(BundleError, match="fits neither the manifest nor MODEL_KEY"):
        check_signature(signed, read_public_keys(other))


@pytest.mark.parametrize("content", [b"", b"!", b"AAAA", b"A" * 88, b"\xff"])
def test_another_signature_does_not_fit(signed: Path, key: tuple[Path, str], content: bytes) -> None:
    (signed / SIGNATURE).write_bytes(content)
    with pytest.raises(BundleError, match=SIGNATURE):
        check_signature(signed, read_public_keys(key[1]))


def test_a_changed_manifest_does_not_fit(signed: Path, key: tuple[Path, str]) -> None:
    (signed / MANIFEST).write_bytes(b"{ }")
    with pytest.raises(BundleError, match="fits neither"):
        check_signature(signed, read_public_keys(key[1]))


def test_a_missing_signature_is_named(signed: Path, key: tuple[Path, str]) -> None:
    (signed / SIGNATURE).unlink()
    with pytest.raises(BundleError, match=r"manifest\.sig: no such file; expected a signed bundle"):
        check_signature(signed, read_public_keys(key[1]))


def test_a_private_key_is_for_its_owner_and_never_overwritten(key: tuple[Path, str]) -> None:
    path, public = key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sign(b"", path)[1] == public
    with pytest.raises(FileExistsError):
        new_private_key(path)


@pytest.mark.parametrize("text", ["", "abc", "a" * 44, "%" * 44, "/srv/key.pem"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected public keys of 44 characters"):
        read_public_keys(text)


def test_another_private_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rsa.pem"
    path.write_bytes(
        rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(BundleError, match="expected an Ed25519 key"):
        sign(b"", path)
    path.write_text("no key")
    with pytest.raises(BundleError, match="expected a private key in PEM"):
        sign(b"", path)
