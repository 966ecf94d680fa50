"""Opens a bundle from a folder or an archive, on this machine or in S3.

Anything but a local folder is unpacked into `DATA_DIR/models`. Each state of a source has its own folder there, so it
is fetched once. A folder gets its final name after all its hashes are checked.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from app.aws import S3Place, aws_client, aws_errors, is_in_s3
from app.errors import BundleError, SettingsError
from app.settings import Settings
from model.archives import unpack
from model.bundle import MANIFEST, SIGNATURE, Bundle, parse_manifest, read_bundle

# Earlier bundles that stay on disk, so that going back to one needs no download.
_SPARE_BUNDLES = 2
_EXPECTED = "s3://BUCKET/PREFIX or s3://BUCKET/KEY.tar.gz"
_MAX_MANIFEST_BYTES = 16 * 2**20
_MAX_SIGNATURE_BYTES = 1024

Fill = Callable[[Path], None]


def open_bundle(settings: Settings) -> Bundle:
    """Opens the bundle that `MODEL` names: a folder, a `.tar.gz`, `s3://BUCKET/PREFIX` or `s3://BUCKET/KEY.tar.gz`.

    Raises BundleError, which names `MODEL`, its value and the place of the fault: it does not exist, cannot be fetched,
    was altered, or is not a bundle.
    """
    place = settings.model
    with _naming(place):
        if is_in_s3(place):
            bundle = _Remote(place, signed=bool(settings.model_key)).open(settings.data_dir / "models")
        else:
            bundle = _open_local(place, settings.data_dir / "models")
        _check_signature(bundle, settings.model_key)
        return bundle


def state_in_s3(settings: Settings) -> str:
    """Returns the name of the folder that `open_bundle` would open now. `MODEL` must be in S3.

    It takes one or two small requests: the ETag of an archive, or the manifest of a folder. Raises BundleError.
    """
    with _naming(settings.model):
        return _Remote(settings.model, signed=bool(settings.model_key)).state()


@contextmanager
def _naming(place: str) -> Iterator[None]:
    """Puts the setting before the message of a BundleError."""
    try:
        yield
    except BundleError as error:
        raise BundleError(f"MODEL={place!r}: {error}") from error


def _check_signature(bundle: Bundle, keys: str) -> None:
    """Raises BundleError unless one of the keys of `MODEL_KEY` has signed the bundle. Without keys, none need have."""
    if not keys:
        return
    from model.signatures import check_signature, read_public_keys

    try:
        read = read_public_keys(keys)
    except ValueError as error:
        raise SettingsError(f"MODEL_KEY={keys!r}: {error}") from error
    check_signature(bundle.folder, read)


def _open_local(place: str, cache: Path) -> Bundle:
    if place.endswith((".tar.gz", ".tgz")) and not Path(place).is_dir():
        return _from_archive(Path(place), cache)
    return read_bundle(Path(place))


def _from_archive(archive: Path, cache: Path) -> Bundle:
    if not archive.is_file():
        raise BundleError(f"{archive}: no such file; expected the archive of a model bundle")
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _cached(cache, digest[:32], str(archive), lambda folder: unpack(archive, folder))


class _Remote:
    """A bundle in S3. `signed`: its signature is fetched too."""

    def __init__(self, place: str, signed: bool) -> None:
        self._signed = signed
        there = S3Place.parse(place, "MODEL", _EXPECTED, BundleError)
        self._place = place
        self._bucket = there.bucket
        self._key = there.key.strip("/")
        if not self._key:
            raise BundleError(f"MODEL {place!r}: expected {_EXPECTED}")

    def open(self, cache: Path) -> Bundle:
        with aws_errors(BundleError, self._place), closing(aws_client("s3")) as s3:
            return self._open_archive(s3, cache) if self._is_archive else self._open_folder(s3, cache)

    def state(self) -> str:
        """Returns the name of the folder that `open` would use now."""
        with aws_errors(BundleError, self._place), closing(aws_client("s3")) as s3:
            return self._archive_state(s3) if self._is_archive else _named(*self._manifest(s3))

    @property
    def _is_archive(self) -> bool:
        return self._key.endswith((".tar.gz", ".tgz"))

    def _archive_state(self, s3: Any) -> str:
        found = s3.head_object(Bucket=self._bucket, Key=self._key)
        return _named(f"{self._place} {found['ETag']} {found['ContentLength']} {found.get('VersionId', '')}".encode())

    def _open_archive(self, s3: Any, cache: Path) -> Bundle:
        name = self._archive_state(s3)

        def fill(folder: Path) -> None:
            with tempfile.TemporaryDirectory(dir=cache) as place:
                archive = Path(place) / "model.tar.gz"
                s3.download_file(self._bucket, self._key, str(archive))
                if self._archive_state(s3) != name:
                    raise BundleError(f"{self._place}: replaced while it was fetched; load it again")
                unpack(archive, folder)

        return _cached(cache, name, self._place, fill)

    def _open_folder(self, s3: Any, cache: Path) -> Bundle:
        """Downloads the manifest and the files that it names."""
        raw, signature = self._manifest(s3)
        manifest = parse_manifest(raw, f"{self._place}/{MANIFEST}")

        def fill(folder: Path) -> None:
            for name, entry in manifest.files.items():
                key, path = f"{self._key}/{name}", folder / name
                if not path.resolve().is_relative_to(folder.resolve()):
                    raise BundleError(f"{self._place}/{MANIFEST}: files: {name} lies outside the bundle")
                size = s3.head_object(Bucket=self._bucket, Key=key)["ContentLength"]
                if size != entry.bytes:
                    raise BundleError(f"s3://{self._bucket}/{key}: {size} bytes, but the manifest lists {entry.bytes}")
                path.parent.mkdir(parents=True, exist_ok=True)
                s3.download_file(self._bucket, key, str(path))
            (folder / MANIFEST).write_bytes(raw)
            if signature:
                (folder / SIGNATURE).write_bytes(signature)

        return _cached(cache, _named(raw, signature), self._place, fill)

    def _manifest(self, s3: Any) -> tuple[bytes, bytes]:
        """Returns the manifest and its signature, which is empty if there is none or none is needed."""
        answer = s3.get_object(Bucket=self._bucket, Key=f"{self._key}/{MANIFEST}")
        if answer["ContentLength"] > _MAX_MANIFEST_BYTES:
            raise BundleError(f"{self._place}/{MANIFEST}: {answer['ContentLength']} bytes; expected a manifest")
        return answer["Body"].read(), self._signature(s3) if self._signed else b""

    def _signature(self, s3: Any) -> bytes:
        """Returns the signature; empty if there is none."""
        try:
            answer = s3.get_object(Bucket=self._bucket, Key=f"{self._key}/{SIGNATURE}")
        except s3.exceptions.NoSuchKey:
            return b""
        return bytes(answer["Body"].read(_MAX_SIGNATURE_BYTES))


def _named(*state: bytes) -> str:
    """Returns the name of the folder for a state of a source."""
    return hashlib.sha256(b"".join(state)).hexdigest()[:32]


def _cached(cache: Path, name: str, source: str, fill: Fill) -> Bundle:
    """Returns the cached bundle for this state of its source. `fill` fetches it when it is missing or damaged."""
    folder = cache / name
    try:
        bundle = read_bundle(folder)
    except BundleError:
        bundle = _fetched(cache, folder, source, fill)
    folder.touch()
    _prune(cache, folder)
    return bundle


def _fetched(cache: Path, folder: Path, source: str, fill: Fill) -> Bundle:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=cache, prefix=".partial-"))
    except OSError as error:
        raise BundleError(f"{cache}: {error.strerror}; expected a writable folder for fetched bundles") from error
    try:
        fill(partial)
        try:
            read_bundle(partial)
        except BundleError as error:
            raise BundleError(f"{source}: {str(error).replace(str(partial), '')}") from error
        shutil.rmtree(folder, ignore_errors=True)
        try:
            partial.rename(folder)
        except OSError:  # Another process has fetched the same bundle meanwhile.
            if not folder.is_dir():
                raise
    except OSError as error:
        raise BundleError(f"{cache}: {error.strerror}; expected room for {source}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return read_bundle(folder)


def _prune(cache: Path, used: Path) -> None:
    """Removes the least recently used folders."""
    folders = [each for each in cache.iterdir() if each.is_dir() and not each.name.startswith(".") and each != used]
    for folder in sorted(folders, key=lambda each: each.stat().st_mtime)[:-_SPARE_BUNDLES]:
        shutil.rmtree(folder, ignore_errors=True)
