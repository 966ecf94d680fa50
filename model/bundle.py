"""Defines the bundle: a folder with everything that serving needs from a trained model, and checksums of its files.

```
manifest.json         name, version, labels, window, encoder, figures, and size and SHA-256 of every other file
tokenizer.json        the tokenizer, in the format of the `tokenizers` library
weights.safetensors   the compact weights (model.weights)
saved_model/1/        optional: TensorFlow, in the layout of TensorFlow Serving
manifest.sig          optional: a signature of the manifest (model.signatures)
```
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator

from model.decode import Decoder
from model.errors import BundleError
from model.faults import fault_to_text
from model.tags import SCHEMES, SchemeName
from model.windows import WindowSize

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
TOKENIZER = "tokenizer.json"
WEIGHTS = "weights.safetensors"
SAVED_MODEL = "saved_model/1"
SAVED_MODEL_FILE = f"{SAVED_MODEL}/saved_model.pb"


# A label names a property in a filter, so it begins and ends with a letter or digit: "Net content", "creative-work".
Label = Annotated[str, Field(pattern=r"^\w([\w .,&+'()/-]*\w)?$", max_length=64)]


ModelName = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9._-]*$")]


class FileEntry(BaseModel):
    """The size and the SHA-256 that a file of the bundle must have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Quantization(BaseModel):
    """How CPUs use int8, and the figures measured on validation (training.evaluation.quantization).

    Int8 rounds, which adds `noise` to the scores of tags (model.decode.doubts). If more than the share `limit` of a
    window's tags is expected to be wrong, the window is computed again in float32. `agreement` is the share of words
    that get the tag of the reference, and `int8_agreement` the same share with int8 alone. `again` is the share of word
    pieces that were computed again, and `f1_change` the change of F1 against the reference.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    noise: float = Field(gt=0)
    limit: float = Field(ge=0, le=1)
    agreement: float = Field(ge=0, le=1)
    int8_agreement: float = Field(ge=0, le=1)
    again: float = Field(ge=0, le=1)
    f1_change: float


class Manifest(BaseModel):
    """The content of `manifest.json`.

    `window` and `overlap` count word pieces. `training` holds the data and the figures as measured. Without
    `quantization` the network runs in float32. `temperature` and `thresholds` were fitted on validation
    (`training.evaluation.calibration`); `model.decode` says what they do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    name: ModelName
    version: str = Field(min_length=1)
    labels: tuple[Label, ...] = Field(min_length=1)
    scheme: SchemeName = "IOB2"
    window: int = Field(ge=8)
    overlap: int = Field(ge=0)
    temperature: float = Field(default=1.0, gt=0, le=100)
    thresholds: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}
    # Bundles of version 0.1.0 call it `precision`.
    quantization: Quantization | None = Field(None, validation_alias=AliasChoices("quantization", "precision"))
    encoder: dict[str, Any]
    training: dict[str, Any] = {}
    files: dict[str, FileEntry] = {}

    @model_validator(mode="after")
    def _check(self) -> "Manifest":
        if len(set(self.labels)) != len(self.labels):
            raise ValueError("labels: expected every label once")
        if unknown := sorted(set(self.thresholds) - set(self.labels)):
            raise ValueError(f"thresholds: {unknown[0]!r} is not one of the labels")
        WindowSize(self.window, self.overlap)
        positions = self.encoder.get("shape", {}).get("positions", self.window)
        if self.window > positions:
            raise ValueError(f"window: {self.window} pieces, but the encoder has {positions} positions")
        return self


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose files match its manifest. `digest` is the SHA-256 of the manifest in hex, and identifies it."""

    folder: Path
    manifest: Manifest
    digest: str

    @property
    def model(self) -> str:
        """`name@version`, the form in which evidence cites the model."""
        return f"{self.manifest.name}@{self.manifest.version}"

    @property
    def window_size(self) -> WindowSize:
        return WindowSize(self.manifest.window, self.manifest.overlap)

    def decoder(self) -> Decoder:
        """Returns the decoder that turns the network's probabilities into spans."""
        manifest = self.manifest
        return Decoder(manifest.labels, SCHEMES[manifest.scheme], manifest.temperature, manifest.thresholds)

    @property
    def needs_tensorflow(self) -> bool:
        """Whether attention depends on distances (MPNet): only TensorFlow computes that, from the SavedModel."""
        return bool(self.manifest.encoder.get("shape", {}).get("relative_buckets"))

    def path(self, name: str) -> Path:
        return self.folder / name

    def has(self, name: str) -> bool:
        return name in self.manifest.files


def read_bundle(folder: Path) -> Bundle:
    """Reads the manifest and checks every file against it.

    Raises BundleError, which names the file: it is missing, has the wrong size, was altered, or is no valid manifest.
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
    """Parses a manifest. `place` is where the bytes came from, for messages. Raises BundleError."""
    try:
        manifest = Manifest.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise BundleError(f"{place}: {where}: {fault_to_text(first)}") from error
    for name in (TOKENIZER, WEIGHTS):
        if name not in manifest.files:
            raise BundleError(f"{place}: files: {name} is not listed; expected it in every bundle")
    return manifest


def seal(folder: Path, manifest: Manifest) -> Bundle:
    """Writes the manifest for the files in the folder. It comes last, so an incomplete bundle has no manifest.

    A signature of an earlier manifest is removed.
    """
    (folder / SIGNATURE).unlink(missing_ok=True)
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
