"""The bundle: a folder with everything that serving needs of a trained model, and the proof that it is whole.

```
manifest.json         name, version, labels, window, encoder, figures, and size and SHA-256 of every other file
tokenizer.json        the tokenizer, as the `tokenizers` library reads it
weights.safetensors   the compact weights (model.weights)
saved_model/1/        optional: TensorFlow, in the layout of TensorFlow Serving
```
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from model.decode import Decoder
from model.errors import BundleError
from model.tags import SCHEMES, SchemeName
from model.windows import WindowSize

MANIFEST = "manifest.json"
TOKENIZER = "tokenizer.json"
WEIGHTS = "weights.safetensors"
SAVED_MODEL = "saved_model/1"
SAVED_MODEL_FILE = f"{SAVED_MODEL}/saved_model.pb"


# Letters or digits at both ends, so that a label can be a property's name in a filter: "Net content", "creative-work".
Label = Annotated[str, Field(pattern=r"^\w([\w .,&+'()/-]*\w)?$", max_length=64)]


class FileEntry(BaseModel):
    """What a file of the bundle must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Precision(BaseModel):
    """How int8 is used on CPUs, and what was measured of it (training.evaluation.quantization).

    A window is computed again in float32 when more than the share `limit` of its tags is expected to be wrong by the
    rounding of int8, whose `noise` is known (model.decode.doubts). On validation: `agreement`, the share of words with
    the tag of the reference; `int8_agreement`, the same with int8 alone; `again`, the share of word pieces that were
    computed again; `f1_change`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    noise: float = Field(gt=0)
    limit: float = Field(ge=0, le=1)
    agreement: float = Field(ge=0, le=1)
    int8_agreement: float = Field(ge=0, le=1)
    again: float = Field(ge=0, le=1)
    f1_change: float


class Manifest(BaseModel):
    """`manifest.json`. `window` and `overlap` count word pieces; `training` holds data and figures as measured.

    Without `precision` the network runs in float32.
    `temperature` and `thresholds` were fitted on validation (`training.evaluation.calibration`);
    `model.decode` says what they do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    name: str = Field(pattern="^[a-z0-9][a-z0-9._-]*$")
    version: str = Field(min_length=1)
    labels: tuple[Label, ...] = Field(min_length=1)
    scheme: SchemeName = "IOB2"
    window: int = Field(ge=8)
    overlap: int = Field(ge=0)
    temperature: float = Field(default=1.0, gt=0, le=100)
    thresholds: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}
    precision: Precision | None = None
    encoder: dict[str, Any]
    training: dict[str, Any] = {}
    files: dict[str, FileEntry] = {}

    @model_validator(mode="after")
    def _check(self) -> "Manifest":
        if len(set(self.labels)) != len(self.labels):
            raise ValueError("labels: each must stand once")
        if unknown := sorted(set(self.thresholds) - set(self.labels)):
            raise ValueError(f"thresholds: {unknown[0]!r} is none of the labels")
        WindowSize(self.window, self.overlap)
        positions = self.encoder.get("shape", {}).get("positions", self.window)
        if self.window > positions:
            raise ValueError(f"window: {self.window} pieces, but the encoder has {positions} positions")
        return self


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose files were found and are those of its manifest. `digest` identifies it: SHA-256, hex."""

    folder: Path
    manifest: Manifest
    digest: str

    @property
    def model(self) -> str:
        """`name@version`, as evidence cites it."""
        return f"{self.manifest.name}@{self.manifest.version}"

    @property
    def window_size(self) -> WindowSize:
        return WindowSize(self.manifest.window, self.manifest.overlap)

    def decoder(self) -> Decoder:
        """What turns the network's probabilities into spans."""
        manifest = self.manifest
        return Decoder(manifest.labels, SCHEMES[manifest.scheme], manifest.temperature, manifest.thresholds)

    def path(self, name: str) -> Path:
        return self.folder / name

    def has(self, name: str) -> bool:
        return name in self.manifest.files


def read_bundle(folder: Path) -> Bundle:
    """Reads the manifest and checks every file against it.

    Raises BundleError naming the file: missing, of another size, altered, or a manifest of an unknown form.
    """
    place = folder / MANIFEST
    if not place.is_file():
        raise BundleError(f"{place}: no such file; expected a model bundle in this folder")
    raw = place.read_bytes()
    manifest = parse_manifest(raw, str(place))
    for name, entry in manifest.files.items():
        _check(folder, name, entry)
    return Bundle(folder, manifest, hashlib.sha256(raw).hexdigest())


def parse_manifest(raw: bytes, place: str) -> Manifest:
    """The manifest of these bytes; `place` is where they came from. Raises BundleError."""
    try:
        manifest = Manifest.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise BundleError(f"{place}: {where}: {first['msg']}") from error
    for name in (TOKENIZER, WEIGHTS):
        if name not in manifest.files:
            raise BundleError(f"{place}: files: {name} is not listed; expected it in every bundle")
    return manifest


def seal(folder: Path, manifest: Manifest) -> Bundle:
    """Writes the manifest over the files that lie in the folder, last, so that a half-written bundle has none."""
    files = {str(path.relative_to(folder)): _entry(path) for path in _files(folder)}
    sealed = manifest.model_copy(update={"files": files})
    text = sealed.model_dump_json(indent=2) + "\n"
    (folder / MANIFEST).write_text(text, "utf-8")
    return read_bundle(folder)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)


def _entry(path: Path) -> FileEntry:
    return FileEntry(bytes=path.stat().st_size, sha256=_sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(folder: Path, name: str, entry: FileEntry) -> None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BundleError(f"{folder / MANIFEST}: files: {name} lies outside the bundle")
    if not path.is_file():
        raise BundleError(f"{path}: the file is missing; the manifest lists it with {entry.bytes} bytes")
    if path.stat().st_size != entry.bytes:
        raise BundleError(f"{path}: {path.stat().st_size} bytes, but the manifest lists {entry.bytes}")
    found = _sha256(path)
    if found != entry.sha256:
        raise BundleError(f"{path}: altered: SHA-256 is {found[:12]}…, but the manifest lists {entry.sha256[:12]}…")
