"""Signatures of bundles: Ed25519 over `manifest.json`, which has the SHA-256 of every other file.

The signature stands in `manifest.sig` beside it, in base64. A public key is the base64 of its 32 bytes; a private key
is a PEM file (PKCS 8), as OpenSSL writes it too.
"""

import base64
import binascii
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from model.bundle import MANIFEST, SIGNATURE
from model.errors import BundleError


def new_private_key(path: Path) -> str:
    """Writes a new private key, readable for its owner alone. Returns its public key. Raises FileExistsError."""
    key = Ed25519PrivateKey.generate()
    path.touch(0o600, exist_ok=False)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return _public(key)


def sign(manifest: bytes, private_key: Path) -> tuple[bytes, str]:
    """Returns the content of `manifest.sig`, and the public key that checks it. Raises BundleError for another key."""
    try:
        key = serialization.load_pem_private_key(private_key.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise BundleError(f"{private_key}: expected a private key in PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BundleError(f"{private_key}: expected an Ed25519 key, as `itemgraph model keygen` writes it")
    return base64.b64encode(key.sign(manifest)) + b"\n", _public(key)


def read_public_keys(text: str) -> list[Ed25519PublicKey]:
    """Reads public keys, separated by commas. Raises ValueError."""
    try:
        raw = [base64.b64decode(each, validate=True) for each in text.replace(" ", "").split(",")]
        return [Ed25519PublicKey.from_public_bytes(each) for each in raw]
    except (ValueError, binascii.Error) as error:
        raise ValueError("expected public keys of 44 characters, as `itemgraph model keygen` prints them") from error


def check_signature(folder: Path, keys: Iterable[Ed25519PublicKey]) -> None:
    """Raises BundleError unless one of the keys has signed the bundle in the folder."""
    place = folder / SIGNATURE
    if not place.is_file():
        raise BundleError(f"{place}: no such file; expected a signed bundle, because MODEL_KEY is set")
    try:
        signature = base64.b64decode(place.read_bytes().strip(), validate=True)
    except binascii.Error:
        signature = b""
    manifest = (folder / MANIFEST).read_bytes()
    if not any(_fits(key, signature, manifest) for key in keys):
        raise BundleError(f"{place}: the signature fits neither the manifest nor MODEL_KEY; expected one by its owner")


def _fits(key: Ed25519PublicKey, signature: bytes, manifest: bytes) -> bool:
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        return False
    return True


def _public(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()
